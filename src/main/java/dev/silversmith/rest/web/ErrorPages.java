package dev.silversmith.rest.web;

import dev.silversmith.app.port.FaultInspector;
import dev.silversmith.core.shared.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The container's error page: a plain page for people, problem details for programs, neither with a word of what went wrong inside. The page
 * of an unexpected fault names the incident under which the log has it.
 */
public class ErrorPages extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(ErrorPages.class.getName());

    @Inject
    private transient FaultInspector inspector;

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
        } else if (status < 500) {
            send(response, status, page(status == HttpServletResponse.SC_FORBIDDEN ? 404 : status));
        } else {
            fault(request, response);
        }
    }

    private void fault(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object fault = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Object address = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        Throwable cause = fault instanceof Throwable thrown ? thrown : null;
        if (cause != null && inspector.isUnavailable(cause)) {
            LOG.log(Level.WARNING, "the database cannot be reached; " + address + " was answered with 503", cause);
            send(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, page(503));
            return;
        }
        String incident = UUID.randomUUID().toString();
        LOG.log(Level.SEVERE, "incident " + incident + ": unexpected fault at " + address, cause);
        send(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, page(500).replace("{incident}", incident));
    }

    private static void send(HttpServletResponse response, int status, String page) throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
    }

    private String page(int status) throws IOException {
        int known = status == 404 || status >= 500 ? status : 400;
        try (InputStream page = getServletContext().getResourceAsStream("/WEB-INF/errors/" + known + ".html")) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
