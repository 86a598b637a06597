package dev.silversmith.rest.access;

import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Refuses query parameters that an endpoint does not know: a filter with a slip in its name would else list everything. */
@Provider
@Priority(Priorities.USER)
public class KnownParameters implements ContainerRequestFilter {

    private static final int LONGEST_NAME = 60;

    @Context
    ResourceInfo endpoint;

    @Override
    public void filter(ContainerRequestContext request) {
        Set<String> known = declared(endpoint.getResourceMethod());
        List<Violation> unknown = request.getUriInfo().getQueryParameters().keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .limit(NearestName.MOST_ANSWERS)
                .map(name -> unknown(name, known))
                .toList();
        if (!unknown.isEmpty()) {
            Violation first = unknown.get(0);
            throw new ProblemException(Problem.INVALID_REQUEST, first.pointer() + " " + first.detail(), unknown);
        }
    }

    /** The names of the query parameters that a method takes. */
    static Set<String> declared(Method method) {
        Stream<String> bound = Arrays.stream(method.getParameters())
                .map(parameter -> parameter.getAnnotation(QueryParam.class))
                .filter(Objects::nonNull)
                .map(QueryParam::value);
        Takes takes = method.getAnnotation(Takes.class);
        Stream<String> read = takes == null ? Stream.empty() : Arrays.stream(takes.value());
        return Stream.concat(bound, read).collect(Collectors.toSet());
    }

    private static Violation unknown(String name, Set<String> known) {
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
        return new Violation("?" + shown, "there is no such parameter" + NearestName.didYouMean(name, known));
    }
}
