package dev.silversmith.app.launch;

import dev.silversmith.app.PlanInputs;
import dev.silversmith.app.PreviewPlan;
import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.PlanFacts;
import dev.silversmith.app.port.PlanFacts.Facts;
import dev.silversmith.app.port.RefreshQueries;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.plan.Chosen;
import dev.silversmith.core.plan.Estimate;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Shows what a request would do, before it is made: its plan with what is known of each procedure, and all that forbids it. */
@ApplicationScoped
public class ShowLaunch {

    /** Most procedures that can be looked at together. */
    static final int MOST_PROCEDURES = 2000;

    private final PlanInputs inputs;
    private final PreviewPlan plans;
    private final PlanFacts facts;
    private final RefreshQueries refreshes;
    private final DatabaseClock clock;

    @Inject
    public ShowLaunch(
            PlanInputs inputs, PreviewPlan plans, PlanFacts facts, RefreshQueries refreshes, DatabaseClock clock) {
        this.inputs = inputs;
        this.plans = plans;
        this.facts = facts;
        this.refreshes = refreshes;
        this.clock = clock;
    }

    ShowLaunch() {
        this(null, null, null, null, null);
    }

    /** What a request would do; one that cannot be obeyed gives its refusals, never an exception. */
    public LaunchPlan of(PlanRequest request) {
        Catalog catalog = inputs.catalog();
        try {
            Chosen chosen = Chosen.of(catalog, request.select(), request.exclude());
            return chosen.taken().size() > MOST_PROCEDURES ? refused(tooMany(chosen)) : of(catalog, chosen, request);
        } catch (ProblemException refusal) {
            return refused(refusals(refusal));
        }
    }

    private static List<Violation> tooMany(Chosen chosen) {
        return List.of(Violation.at(
                String.format(
                        Locale.ROOT,
                        "selects %,d procedures; the limit is %,d",
                        chosen.taken().size(),
                        MOST_PROCEDURES),
                "select"));
    }

    private LaunchPlan of(Catalog catalog, Chosen chosen, PlanRequest request) {
        Optional<Plan> plan = Optional.empty();
        List<Violation> refusals = List.of();
        try {
            plan = Optional.of(plans.preview(request));
        } catch (ProblemException refusal) {
            refusals = refusals(refusal);
        }
        Map<QualifiedName, Facts> known = facts.of(withParents(catalog, chosen), request.mode());
        LaunchRows rows = new LaunchRows(catalog, chosen, request.mode(), known, clock.instant());
        return new LaunchPlan(
                plan,
                refusals,
                plan.map(rows::of).orElseGet(rows::withoutPlan),
                plan.map(this::views).orElse(List.of()),
                chosen.leftOut(),
                chosen.withoutParents(catalog),
                plan.map(Plan::warnings).orElse(List.of()),
                parameters(catalog, chosen),
                plan.filter(any -> rows.anyKnown()).map(found -> Estimate.millis(found, request.maxParallel())),
                rows.usualRows());
    }

    private List<LaunchPlan.View> views(Plan plan) {
        if (plan.refreshes().isEmpty()) {
            return List.of();
        }
        Map<QualifiedName, Long> usual = refreshes.usualMs();
        return plan.refreshes().values().stream()
                .map(refresh -> new LaunchPlan.View(
                        refresh.view(),
                        List.copyOf(refresh.links().keySet()),
                        refresh.trigger() == RefreshLink.Trigger.ALWAYS,
                        Optional.ofNullable(usual.get(refresh.view()))))
                .toList();
    }

    private static Collection<QualifiedName> withParents(Catalog catalog, Chosen chosen) {
        Collection<QualifiedName> names = new TreeSet<>(chosen.taken().keySet());
        chosen.taken()
                .keySet()
                .forEach(name -> names.addAll(catalog.procedures().get(name).dependsOn()));
        return names;
    }

    private static SortedMap<QualifiedName, List<Parameter>> parameters(Catalog catalog, Chosen chosen) {
        SortedMap<QualifiedName, List<Parameter>> parameters = new TreeMap<>();
        for (QualifiedName name : chosen.taken().keySet()) {
            List<Parameter> own = catalog.procedures().get(name).parameters().stream()
                    .filter(parameter -> parameter.source() == ParameterSource.VALUE)
                    .toList();
            if (!own.isEmpty()) {
                parameters.put(name, own);
            }
        }
        return parameters;
    }

    /** A fault is none: only a verdict on the request is shown. */
    private static List<Violation> refusals(ProblemException refusal) {
        if (refusal.problem().status() >= 500) {
            throw refusal;
        }
        return refusal.violations().isEmpty() ? List.of(new Violation("", refusal.getMessage())) : refusal.violations();
    }

    private static LaunchPlan refused(List<Violation> refusals) {
        return new LaunchPlan(
                Optional.empty(),
                refusals,
                List.of(),
                List.of(),
                new TreeMap<>(),
                Map.of(),
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty());
    }
}
