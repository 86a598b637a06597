package dev.silversmith.rest.web;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Locale;

/** A response that drops the headers into which the server's monitoring writes an exception's class and text. */
final class DiscreetResponse extends HttpServletResponseWrapper {

    DiscreetResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void setHeader(String name, String value) {
        if (!tellsOfTheInside(name)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!tellsOfTheInside(name)) {
            super.addHeader(name, value);
        }
    }

    private static boolean tellsOfTheInside(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.startsWith("io.openliberty.")
                || name.startsWith("com.ibm.")
                || name.startsWith("$ws")
                || name.contains("exception")
                || name.equals("x-powered-by")
                || name.equals("server");
    }
}
