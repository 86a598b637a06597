package dev.silversmith.rest.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** First of the filters: sets the security headers on every answer, and keeps those out that would tell of the inside. */
public class HeadersFilter implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        SecurityHeaders.apply(asked, answer);
        if (asked.getMethod().equals("TRACE") || asked.getMethod().equals("TRACK")) {
            // A trace would send a caller's cookies and password back as text.
            answer.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        chain.doFilter(request, new DiscreetResponse(answer));
    }
}
