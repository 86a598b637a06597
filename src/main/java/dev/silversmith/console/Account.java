package dev.silversmith.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** The user of the page, and the way out. */
@Named
@RequestScoped
public class Account {

    /** Ends the session and the log-in, and leads to the log-in page. */
    public void logOut() throws IOException, ServletException {
        ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
        ((HttpServletRequest) external.getRequest()).logout();
        external.invalidateSession();
        external.redirect(external.getRequestContextPath() + "/login?out=true");
    }

    /** The user's name; null before the log-in. */
    public String getName() {
        return FacesContext.getCurrentInstance().getExternalContext().getRemoteUser();
    }
}
