package dev.silversmith.rest.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response to which the container may do what it likes while it looks at a session: nothing of it reaches the caller. */
final class MutedResponse extends HttpServletResponseWrapper {

    MutedResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void sendRedirect(String location) {
        // to the login page, which is for people
    }

    @Override
    public void sendError(int status) {
        // told by the caller of the container
    }

    @Override
    public void sendError(int status, String message) {
        // told by the caller of the container
    }

    @Override
    public void setStatus(int status) {
        // told by the caller of the container
    }

    @Override
    public void addCookie(Cookie cookie) {
        // the API sets no cookies
    }

    @Override
    public void setHeader(String name, String value) {
        // told by the caller of the container
    }

    @Override
    public void addHeader(String name, String value) {
        // told by the caller of the container
    }

    @Override
    public void flushBuffer() {
        // nothing to send yet
    }
}
