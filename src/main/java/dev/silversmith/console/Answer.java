package dev.silversmith.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The answer to the request in hand, where it is not the page itself. */
@RequestScoped
public class Answer {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    /** Ends the request with the page of a request that makes no sense. */
    void badRequest() {
        error(BAD_REQUEST);
    }

    /** Ends the request with the page of things that do not exist. */
    void notFound() {
        error(NOT_FOUND);
    }

    private static void error(int status) {
        FacesContext faces = FacesContext.getCurrentInstance();
        try {
            faces.getExternalContext().responseSendError(status, null);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        faces.responseComplete();
    }
}
