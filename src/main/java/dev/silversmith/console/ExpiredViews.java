package dev.silversmith.console;

import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import java.io.IOException;
import java.util.Iterator;
import java.util.regex.Pattern;

/** A form whose page is no longer known, because the session ended or the server was started again, leads to that page anew. */
public class ExpiredViews extends ExceptionHandlerFactory {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** Called by the container. */
    public ExpiredViews(ExceptionHandlerFactory wrapped) {
        super(wrapped);
    }

    @Override
    public ExceptionHandler getExceptionHandler() {
        return new Handler(getWrapped().getExceptionHandler());
    }

    private static final class Handler extends ExceptionHandlerWrapper {

        Handler(ExceptionHandler wrapped) {
            super(wrapped);
        }

        @Override
        public void handle() {
            Iterator<ExceptionQueuedEvent> faults =
                    getUnhandledExceptionQueuedEvents().iterator();
            while (faults.hasNext()) {
                if (faults.next().getContext().getException() instanceof ViewExpiredException expired) {
                    faults.remove();
                    begin(expired.getViewId());
                }
            }
            getWrapped().handle();
        }

        private static void begin(String viewId) {
            FacesContext faces = FacesContext.getCurrentInstance();
            ExternalContext request = faces.getExternalContext();
            String id = request.getRequestParameterMap().getOrDefault("id", "");
            String page = request.getRequestContextPath() + viewId.replaceFirst("[.]xhtml$", "");
            try {
                request.redirect(NUMBER.matcher(id).matches() ? page + "?said=late&id=" + id : page);
            } catch (IOException gone) {
                throw new FacesException(gone);
            }
            faces.responseComplete();
        }
    }
}
