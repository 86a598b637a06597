package dev.silversmith.rest.web;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.wire.ProblemJson;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Problem details as the answer to a request that never reaches a resource. */
final class ProblemAnswer {

    private ProblemAnswer() {}

    static void send(HttpServletRequest request, HttpServletResponse response, Problem problem, String detail)
            throws IOException {
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String instance = failed instanceof String uri ? uri : request.getRequestURI();
        byte[] body = ProblemJson.of(problem, detail, instance).toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(problem.status());
        response.setContentType(ProblemJson.MEDIA_TYPE);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
