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
import java.util.Locale;
import java.util.Set;

/**
 * Refuses a request body that is too large: at once where its length is declared, else where it passes the limit. A form of a page must
 * declare its length, as every browser does, and is small.
 */
public class BodyLimitFilter implements Filter {

    /** The container unpacks these by itself, and what comes out is counted. */
    private static final Set<String> ENCODINGS = Set.of("identity", "gzip", "x-gzip", "deflate");

    private static final long MOST_BYTES_OF_A_FORM = 64L * 1024;

    /** It carries the names of the plan that was looked at, two thousand at most. */
    private static final long MOST_BYTES_OF_A_LAUNCH = 1024L * 1024;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (Paths.isApi(asked)) {
            limitApi(new LimitedRequest(asked), answer, chain);
        } else if (asked.getContentLengthLong() > longest(asked)
                || asked.getHeader("Transfer-Encoding") != null
                || asked.getHeader("Content-Encoding") != null) {
            answer.setHeader("Connection", "close");
            answer.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static long longest(HttpServletRequest form) {
        return Paths.isLaunch(form) ? MOST_BYTES_OF_A_LAUNCH : MOST_BYTES_OF_A_FORM;
    }

    private static void limitApi(LimitedRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null
                && !ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT).strip())) {
            response.setHeader("Accept-Encoding", "gzip, deflate");
            String detail = "the header Content-Encoding may be gzip or deflate";
            ProblemAnswer.send(request, response, Problem.UNSUPPORTED_MEDIA_TYPE, detail);
        } else if (request.isTooLarge()) {
            response.setHeader("Connection", "close");
            ProblemAnswer.send(request, response, Problem.TOO_LARGE, request.refusal());
        } else {
            chain.doFilter(request, response);
        }
    }
}
