package dev.silversmith.rest.access;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Lets a caller with one of the endpoint's roles through and nobody else; an endpoint without a rule is closed. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class AccessFilter implements ContainerRequestFilter {

    @Context
    ResourceInfo endpoint;

    @Override
    public void filter(ContainerRequestContext request) {
        Allowed rule = rule();
        if (rule == null) {
            throw new ProblemException(Problem.FORBIDDEN, "nobody may call this: it has no access rule");
        }
        SecurityContext caller = request.getSecurityContext();
        if (Arrays.stream(rule.value()).noneMatch(role -> role.isHeld(caller::isUserInRole))) {
            String roles = Arrays.stream(rule.value()).map(role -> role.word()).collect(Collectors.joining(" or "));
            throw new ProblemException(Problem.FORBIDDEN, "this needs the role " + roles);
        }
    }

    private Allowed rule() {
        Allowed ofMethod = endpoint.getResourceMethod().getAnnotation(Allowed.class);
        return ofMethod != null ? ofMethod : endpoint.getResourceClass().getAnnotation(Allowed.class);
    }
}
