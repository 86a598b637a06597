package dev.silversmith.console;

import dev.silversmith.app.Role;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Who sends the request in hand, and what it says. */
@RequestScoped
public class Caller {

    private static final Duration A_YEAR = Duration.ofDays(365);

    /** The user's name, as they have logged in. */
    String name() {
        return request().getRemoteUser();
    }

    boolean has(Role role) {
        return role.isHeld(request()::isUserInRole);
    }

    /** A parameter of the address or of the form; known before the page's own fields are. */
    Optional<String> said(String parameter) {
        return Optional.ofNullable(request().getRequestParameterMap().get(parameter));
    }

    /** Everything that the address or the form says, every value of each parameter. */
    Map<String, List<String>> all() {
        return request().getRequestParameterValuesMap().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, values -> List.of(values.getValue())));
    }

    /** Every value of a parameter, in the order in which they were sent. */
    List<String> saidAll(String parameter) {
        return List.of(request().getRequestParameterValuesMap().getOrDefault(parameter, new String[0]));
    }

    /** The parameters whose names begin with a prefix, by the rest of the name. */
    Map<String, String> saidWith(String prefix) {
        Map<String, String> found = new TreeMap<>();
        request().getRequestParameterMap().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** Where this server is for the browser, without a slash at the end: {@code https://host:9443}. */
    String base() {
        ExternalContext request = request();
        String host = request.getRequestHeaderMap().getOrDefault("Host", request.getRequestServerName());
        return request.getRequestScheme() + "://" + host + request.getRequestContextPath();
    }

    /** The value of a cookie. */
    Optional<String> cookie(String name) {
        return request().getRequestCookieMap().get(name) instanceof Cookie cookie
                ? Optional.ofNullable(cookie.getValue())
                : Optional.empty();
    }

    /** Keeps something in a cookie of the caller's browser for a year; no script reads it. */
    void keep(String name, String value) {
        Cookie cookie = new Cookie(name, value);
        cookie.setPath("/");
        cookie.setMaxAge((int) A_YEAR.toSeconds());
        cookie.setHttpOnly(true);
        cookie.setSecure(request().isSecure());
        cookie.setAttribute("SameSite", "Lax");
        ((HttpServletResponse) request().getResponse()).addCookie(cookie);
    }

    /** The page's address without what follows the question mark. */
    String page() {
        return request().getRequestServletPath();
    }

    /** The address at which the caller reaches the product, without a slash at its end. */
    String origin() {
        ExternalContext request = request();
        boolean usual = request.getRequestServerPort() == (request.isSecure() ? 443 : 80);
        return "%s://%s%s%s"
                .formatted(
                        request.getRequestScheme(),
                        request.getRequestServerName(),
                        usual ? "" : ":" + request.getRequestServerPort(),
                        request.getRequestContextPath());
    }

    private static ExternalContext request() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }
}
