package dev.silversmith.rest.web;

import dev.silversmith.core.shared.Problem;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Refuses a request body that is too large: at once where its length is declared, else where it passes the limit. */
public class BodyLimitFilter implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        LimitedRequest limited = new LimitedRequest((HttpServletRequest) request);
        if (limited.isTooLarge()) {
            HttpServletResponse answer = (HttpServletResponse) response;
            answer.setHeader("Connection", "close");
            ProblemAnswer.send(limited, answer, Problem.TOO_LARGE, limited.refusal());
            return;
        }
        chain.doFilter(limited, response);
    }
}
