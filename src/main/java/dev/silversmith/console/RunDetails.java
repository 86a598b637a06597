package dev.silversmith.console;

import dev.silversmith.app.port.RunInsights;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedArgument;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.shared.Literal;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;

/** What the run that {@link RunPage} shows was asked to do, and with what. */
@Named
@RequestScoped
public class RunDetails {

    static final int NAMES = 200;
    static final int PARAMETERS = 200;

    private static final String SECRET = "•••";

    private final RunPage page;
    private final RunQueries queries;
    private final RunInsights insights;
    private final Caller caller;

    private Optional<Plan> plan = Optional.empty();
    private Optional<String> server = Optional.empty();
    private List<String> names = List.of();
    private List<Argument> arguments = List.of();
    private int parameters;

    @Inject
    public RunDetails(RunPage page, RunQueries queries, RunInsights insights, Caller caller) {
        this.page = page;
        this.queries = queries;
        this.insights = insights;
        this.caller = caller;
    }

    RunDetails() {
        this(null, null, null, null);
    }

    /**
     * A parameter of a procedure as it was planned.
     *
     * @param value null where the source decides at the start, and for SQL NULL
     * @param none whether it is SQL NULL
     */
    public record Argument(
            String procedure,
            String name,
            String type,
            String value,
            boolean none,
            String source,
            boolean overridden) {}

    /** Does nothing unless the page shows this view. */
    public void load() {
        if (!page.shows("details")) {
            return;
        }
        plan = queries.plan(page.getRun().id());
        server = insights.server(page.getRun().id());
        names = plan.stream()
                .flatMap(one -> one.procedures().keySet().stream())
                .limit(NAMES)
                .map(Object::toString)
                .toList();
        arguments = plan.stream()
                .flatMap(one -> one.procedures().values().stream())
                .flatMap(procedure -> procedure.arguments().stream().map(argument -> argument(procedure, argument)))
                .limit(PARAMETERS)
                .toList();
        parameters = plan.stream()
                .flatMap(one -> one.procedures().values().stream())
                .mapToInt(procedure -> procedure.arguments().size())
                .sum();
    }

    private static Argument argument(PlannedProcedure procedure, PlannedArgument argument) {
        String value = argument.source() == ParameterSource.SECRET
                ? SECRET
                : argument.value().map(Literal::text).orElse(null);
        return new Argument(
                procedure.name().toString(),
                argument.name(),
                argument.type(),
                value,
                value == null && argument.source() == ParameterSource.VALUE,
                argument.secret()
                        .map("secret %s"::formatted)
                        .orElse(argument.source().word()),
                argument.overridden());
    }

    /** Whether it has a plan: what was imported has none. */
    public boolean isPlanned() {
        return plan.isPresent();
    }

    /** The server that executes it, or did so last; null if none has. */
    public String getServer() {
        return server.orElse(null);
    }

    /** The first procedures by name. */
    public List<String> getNames() {
        return names;
    }

    public int getProcedures() {
        return plan.map(one -> one.procedures().size()).orElse(0);
    }

    /** How many procedures are not among the first. */
    public int getFurtherNames() {
        return getProcedures() - names.size();
    }

    /** The first parameters. */
    public List<Argument> getArguments() {
        return arguments;
    }

    /** How many parameters are not among the first. */
    public int getFurtherArguments() {
        return parameters - arguments.size();
    }

    /** What the planner warned of. */
    public List<String> getWarnings() {
        return plan.map(Plan::warnings).orElse(List.of());
    }

    /** The call of the API that refreshes the view again; null for a run that was not asked for so. */
    public String getRefreshCurl() {
        if (!page.getRun().trigger().equals("refresh") || plan.isEmpty()) {
            return null;
        }
        return CurlCommand.refresh(plan.get().refreshes().firstKey(), caller.name(), caller.origin());
    }

    /** The call of the API that gives this run. */
    public String getCurl() {
        return "curl -u '%s' '%s/api/v1/runs/%s'"
                .formatted(caller.name().replace("'", "'\\''"), caller.origin(), page.getNumber());
    }
}
