package dev.silversmith.rest.web;

import dev.silversmith.core.shared.Problem;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers below {@code /api} what belongs to no version of the API. */
public class NoSuchApi extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ProblemAnswer.send(request, response, Problem.NOT_FOUND, "the API begins at /api/v1");
    }
}
