package dev.silversmith.rest.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The short addresses that mails and chats use, {@code /r/<run>} and {@code /s/<run>/<procedure>}: they stay the same when a page moves.
 */
public class Aliases extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Pattern RUN = Pattern.compile("/([0-9a-fA-F-]{1,36})");
    private static final Pattern STEP = Pattern.compile("/([0-9a-fA-F-]{1,36})/(.{1,300})");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> page = page(request.getServletPath(), request.getPathInfo());
        if (page.isPresent()) {
            response.sendRedirect(request.getContextPath() + page.get());
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    /**
     * The address of the page; empty if what is below the alias names nothing.
     *
     * @param alias {@code /r} or {@code /s}
     * @param below decoded; may be null
     */
    static Optional<String> page(String alias, String below) {
        String path = below == null ? "" : below;
        if (alias.equals("/r")) {
            Matcher run = RUN.matcher(path);
            return run.matches() ? Optional.of("/console/run?id=" + run.group(1)) : Optional.empty();
        }
        Matcher step = STEP.matcher(path);
        return step.matches()
                ? Optional.of("/console/step?run=%s&step=%s"
                        .formatted(step.group(1), URLEncoder.encode(step.group(2), StandardCharsets.UTF_8)))
                : Optional.empty();
    }
}
