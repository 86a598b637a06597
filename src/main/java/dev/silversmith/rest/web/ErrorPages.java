package dev.silversmith.rest.web;

import dev.silversmith.core.shared.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The container's error page: a plain page for people, problem details for programs, neither with a word of what went wrong inside. */
public class ErrorPages extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int status = code instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
        if (Paths.isApi(request)) {
            Problem problem = Arrays.stream(Problem.values())
                    .filter(one -> one.status() == status)
                    .findFirst()
                    .orElse(status < 500 ? Problem.MALFORMED_REQUEST : Problem.INTERNAL);
            ProblemAnswer.send(request, response, problem, problem.title());
            return;
        }
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        try (InputStream page = getServletContext().getResourceAsStream(page(status))) {
            page.transferTo(response.getOutputStream());
        }
    }

    private static String page(int status) {
        return switch (status) {
            case 403, 404 -> "/WEB-INF/errors/404.html";
            default -> status < 500 ? "/WEB-INF/errors/400.html" : "/WEB-INF/errors/500.html";
        };
    }
}
