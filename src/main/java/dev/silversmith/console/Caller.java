package dev.silversmith.console;

import dev.silversmith.app.Role;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.http.Cookie;
import java.util.Optional;

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
