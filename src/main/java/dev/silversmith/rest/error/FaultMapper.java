package dev.silversmith.rest.error;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** The mapper of everything that an endpoint, a filter or a reader throws. */
@Provider
@ApplicationScoped
public class FaultMapper implements ExceptionMapper<Throwable> {

    // RESTEasy wants a public constructor without parameters, so both are fields.
    @Inject
    FaultAnswers answers;

    @Context
    HttpServletRequest request;

    @Override
    public Response toResponse(Throwable fault) {
        return answers.to(fault, request.getRequestURI());
    }
}
