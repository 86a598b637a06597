package dev.silversmith.rest.web;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/**
 * Stands before the container's form log-in: it slows down the guessing of passwords, and ends the session that was there before, so that
 * nobody logs in under a session id that somebody else chose.
 */
public class FormLoginFilter implements Filter {

    private static final String AFTER_FAILURE = "/login?failed=true";
    private static final String WHILE_CLOSED = "/login?wait=true";

    @Inject
    LoginThrottle throttle;

    @Inject
    WrongLogins wrong;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        if (Paths.isOwnFormLogin(asked)) {
            login(asked, (HttpServletResponse) response, chain);
        } else if (Paths.isFormLogin(asked)) {
            // Another spelling of the address is only wanted by somebody who does not want to be counted.
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void login(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String user = String.valueOf(request.getParameter("j_username"));
        String address = request.getRemoteAddr();
        if (throttle.closedFor(user, address).isPresent()) {
            response.sendRedirect(request.getContextPath() + WHILE_CLOSED);
            return;
        }
        if (!BasicCredentials.isName(user)) {
            wrong.count(user, address, "form");
            response.sendRedirect(request.getContextPath() + AFTER_FAILURE);
            return;
        }
        endSession(request, response);
        chain.doFilter(request, response);
        String next = response.getHeader("Location");
        if (next != null && next.endsWith(AFTER_FAILURE)) {
            wrong.count(user, address, "form");
        } else if (next != null) {
            throttle.succeeded(user, address);
        }
    }

    private static void endSession(HttpServletRequest request, HttpServletResponse response) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        if (request.getRequestedSessionId() != null) {
            // Else the container takes the ended session for a log-out.
            Cookie none = new Cookie("JSESSIONID", "");
            none.setPath("/");
            none.setMaxAge(0);
            none.setHttpOnly(true);
            none.setSecure(request.isSecure());
            response.addCookie(none);
        }
    }
}
