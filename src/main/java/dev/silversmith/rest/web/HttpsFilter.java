package dev.silversmith.rest.web;

import dev.silversmith.app.port.EngineSettings;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends plain http to https with the method and body kept (308), unless plain http is wanted. */
public class HttpsFilter implements Filter {

    private static final int PERMANENT_REDIRECT = 308;

    @Inject
    EngineSettings settings;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.isSecure() || settings.plainHttp()) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setStatus(PERMANENT_REDIRECT);
        answer.setHeader("Location", target((HttpServletRequest) request));
    }

    private String target(HttpServletRequest request) {
        String query = request.getQueryString();
        return "https://" + request.getServerName() + ":" + settings.httpsPort() + request.getRequestURI()
                + (query == null ? "" : "?" + query);
    }
}
