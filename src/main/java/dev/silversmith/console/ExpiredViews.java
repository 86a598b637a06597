package dev.silversmith.console;

import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import jakarta.faces.event.ExceptionQueuedEventContext;
import jakarta.faces.event.PhaseId;
import jakarta.faces.render.ResponseStateManager;
import java.io.IOException;
import java.util.Iterator;
import java.util.regex.Pattern;

/**
 * A form whose page is no longer known, because the session ended or the server was started again, leads to that page anew, and so does one
 * that never came from a page.
 */
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
                if (isUnknown(faults.next().getContext())) {
                    faults.remove();
                    begin();
                }
            }
            getWrapped().handle();
        }

        /** Nothing but the form itself is read before its page is known: what goes wrong there is wrong with the form. */
        private static boolean isUnknown(ExceptionQueuedEventContext fault) {
            return fault.getException() instanceof ViewExpiredException
                    || (PhaseId.RESTORE_VIEW.equals(fault.getPhaseId())
                            && isPosted(fault.getContext().getExternalContext()));
        }

        private static boolean isPosted(ExternalContext request) {
            return request.getRequestParameterMap().containsKey(ResponseStateManager.VIEW_STATE_PARAM);
        }

        private static void begin() {
            FacesContext faces = FacesContext.getCurrentInstance();
            ExternalContext request = faces.getExternalContext();
            String id = request.getRequestParameterMap().getOrDefault("id", "");
            String page = request.getRequestContextPath() + request.getRequestServletPath();
            try {
                request.redirect(NUMBER.matcher(id).matches() ? page + "?said=late&id=" + id : page);
            } catch (IOException gone) {
                throw new FacesException(gone);
            }
            faces.responseComplete();
        }
    }
}
