package dev.silversmith.rest.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the parameters of a page as UTF-8, in which the pages are and of which a browser says nothing, before anybody asks for them, and
 * refuses what cannot be read, or holds U+0000, and a form of the console that is not posted: nothing is done by following a link. The API
 * takes no forms.
 */
public class FormFilter implements Filter {

    /** What every form of the console has, and by which it is known as one. */
    private static final String FORM = "jakarta.faces.ViewState";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        if (Paths.isApi(asked) || (isReadable(asked) && !isFormInLink(asked))) {
            chain.doFilter(request, response);
        } else {
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_BAD_REQUEST);
        }
    }

    private static boolean isReadable(HttpServletRequest request) throws IOException {
        request.setCharacterEncoding(StandardCharsets.UTF_8.name());
        try {
            return request.getParameterMap().entrySet().stream()
                    .noneMatch(entry -> hasNul(entry.getKey())
                            || Arrays.stream(entry.getValue()).anyMatch(FormFilter::hasNul));
        } catch (IllegalArgumentException noForm) {
            return false;
        }
    }

    private static boolean isFormInLink(HttpServletRequest request) {
        return !request.getMethod().equals("POST") && request.getParameterMap().containsKey(FORM);
    }

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }
}
