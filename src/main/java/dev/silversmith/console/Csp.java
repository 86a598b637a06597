package dev.silversmith.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import org.primefaces.context.PrimeFacesContext;

/**
 * The security policy of a page, for its forms: PrimeFaces shows a form's page again only if the form brings the page's nonce. Where none of
 * its scripts is there to add it to a form, the form has it from here.
 */
@Named
@RequestScoped
public class Csp {

    /** The page's nonce, for a hidden field {@code primefaces.nonce}. */
    public String getNonce() {
        return PrimeFacesContext.getCspState(FacesContext.getCurrentInstance()).getNonce();
    }
}
