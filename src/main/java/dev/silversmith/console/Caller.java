package dev.silversmith.console;

import dev.silversmith.app.Role;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.http.Cookie;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who sends the request in hand, and what it says. */
@RequestScoped
public class Caller {

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

    /** The page's address without what follows the question mark. */
    String page() {
        return request().getRequestServletPath();
    }

    private static ExternalContext request() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }
}
