package dev.silversmith.rest.web;

import dev.silversmith.app.port.MetricSettings;
import dev.silversmith.core.shared.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The log-in of the API: HTTP Basic for everything; the session of a browser for reading only, since a browser sends it along with requests
 * that its user never meant.
 *
 * <p>The metrics are asked for likewise, or by a setting without any log-in.
 *
 * <p>A caller that names itself by Basic gets no session and no cookie.
 */
public class ApiLoginFilter implements Filter {

    private static final Set<String> READING = Set.of("GET", "HEAD");

    @Inject
    LoginThrottle throttle;

    @Inject
    WrongLogins wrong;

    @Inject
    MetricSettings metrics;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        boolean reading = READING.contains(asked.getMethod());
        if (!reading && CrossSite.isSuspected(asked)) {
            String detail =
                    "another web site's page sent this request; the API takes changes from its own pages and programs only";
            ProblemAnswer.send(asked, answer, Problem.FORBIDDEN, detail);
            return;
        }
        if (metrics.anonymous() && Paths.isMetrics(asked)) {
            chain.doFilter(request, response);
            return;
        }
        List<String> credentials = Collections.list(asked.getHeaders("Authorization"));
        boolean passed = credentials.isEmpty()
                ? hasSession(asked, answer, reading)
                : credentials.size() == 1 && isKnown(asked, answer, credentials.get(0));
        if (passed) {
            chain.doFilter(request, response);
        } else if (answer.getStatus() == HttpServletResponse.SC_OK) {
            refuse(asked, answer, namesNobody(credentials));
        }
    }

    private static boolean namesNobody(List<String> credentials) {
        return credentials.size() != 1
                || BasicCredentials.of(credentials.get(0)).isEmpty();
    }

    private boolean isKnown(HttpServletRequest request, HttpServletResponse response, String header)
            throws IOException {
        Optional<BasicCredentials> given = BasicCredentials.of(header);
        if (given.isEmpty()) {
            return false;
        }
        String user = given.get().user();
        String address = request.getRemoteAddr();
        Optional<Duration> closed = throttle.closedFor(user, address);
        if (closed.isPresent()) {
            refuseForNow(request, response, closed.get(), "wrong passwords");
            return false;
        }
        try {
            request.login(user, given.get().password());
            throttle.succeeded(user, address);
            return true;
        } catch (ServletException refused) {
            wrong.count(user, address, "basic");
            return false;
        } finally {
            forgetCookies(request, response);
        }
    }

    private static boolean hasSession(HttpServletRequest request, HttpServletResponse response, boolean reading)
            throws IOException, ServletException {
        if (request.getCookies() == null || !request.authenticate(new MutedResponse(response))) {
            return false;
        }
        if (!reading) {
            String detail = "a browser's session is for reading; send changes with HTTP Basic";
            ProblemAnswer.send(request, response, Problem.FORBIDDEN, detail);
        }
        return reading;
    }

    /** Takes back whatever the container's log-in wrote into the answer. */
    private static void forgetCookies(HttpServletRequest request, HttpServletResponse response) {
        response.reset();
        SecurityHeaders.apply(request, response);
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, boolean unnamed) throws IOException {
        Optional<Duration> closed = unnamed ? throttle.unnamed(request.getRemoteAddr()) : Optional.empty();
        if (closed.isPresent()) {
            refuseForNow(request, response, closed.get(), "requests without user and password");
            return;
        }
        response.setHeader("WWW-Authenticate", "Basic realm=\"Silversmith\", charset=\"UTF-8\"");
        String detail = "name yourself by HTTP Basic; user or password is missing or wrong";
        ProblemAnswer.send(request, response, Problem.UNAUTHENTICATED, detail);
    }

    private static void refuseForNow(
            HttpServletRequest request, HttpServletResponse response, Duration wait, String what) throws IOException {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        response.setHeader("Retry-After", Long.toString(seconds));
        String detail = "too many %s; try again in %d seconds".formatted(what, seconds);
        ProblemAnswer.send(request, response, Problem.TOO_MANY_ATTEMPTS, detail);
    }
}
