package dev.silversmith.rest.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The bare addresses of the product and of the console, which lead to the overview; and what there is below the console that is no page.
 *
 * <p>It is mapped to {@code /console/*}, for the server takes {@code /console/} by itself for a folder and not for an address. A page's
 * own mapping is more exact and wins.
 */
public class Home extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String below = request.getPathInfo();
        if (below == null || below.equals("/")) {
            response.sendRedirect(request.getContextPath() + "/console/home");
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }
}
