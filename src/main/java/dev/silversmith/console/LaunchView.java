package dev.silversmith.console;

import dev.silversmith.app.launch.LaunchForm;
import dev.silversmith.app.launch.LaunchPlan;
import dev.silversmith.app.launch.LaunchPlan.Row;
import dev.silversmith.app.launch.LaunchPlan.StageRows;
import dev.silversmith.app.launch.PlanDifference;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Why;
import dev.silversmith.core.shared.ArgumentName;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the launch page shows of a form: its plan, its parameters and what is wrong with it. */
public final class LaunchView {

    /** Most procedures with a box to tick. */
    static final int ROWS_SHOWN = 200;

    /** Most procedures that are named for a view. */
    static final int AFTER_SHOWN = 10;

    /** Most procedures whose parameters have fields; those with a value always have. */
    static final int FIELDSETS_SHOWN = 50;

    /**
     * A stage as it is shown.
     *
     * @param title empty where there is no plan
     * @param further names of the procedures that have no row
     */
    public record ShownStage(String title, List<Row> rows, List<QualifiedName> further) {}

    /** Parameters of a procedure, each a field. */
    public record Fieldset(String procedure, List<Field> fields) {}

    /**
     * A parameter's field.
     *
     * @param name the field's name
     * @param usual the value that it has without; empty if it is left to the procedure
     */
    public record Field(String name, String label, String type, String usual, String value) {}

    private final LaunchForm form;
    private final Mode mode;
    private final Optional<LaunchPlan> plan;
    private final List<LaunchProblem> problems;

    LaunchView(LaunchForm form, Mode mode, Optional<LaunchPlan> plan, List<Violation> wrong) {
        this.form = form;
        this.mode = mode;
        this.plan = plan;
        this.problems = wrong.stream()
                .distinct()
                .map(one -> LaunchProblem.of(one, form))
                .toList();
    }

    public List<LaunchProblem> getProblems() {
        return problems;
    }

    /** What is wrong with one field. */
    public List<LaunchProblem> problemsOf(String field) {
        return problems.stream().filter(one -> one.field().equals(field)).toList();
    }

    /** Whether there is a selection that can be read. */
    public boolean isShown() {
        return plan.filter(shown -> shown.size() > 0 || !shown.leftOut().isEmpty())
                .isPresent();
    }

    /** Whether there is a plan that could run. */
    public boolean isReady() {
        return plan.flatMap(LaunchPlan::plan).isPresent();
    }

    /** The plan's fingerprint; empty if there is no plan. */
    public String getFingerprint() {
        return plan.flatMap(LaunchPlan::plan).map(Plan::fingerprint).orElse("");
    }

    Set<QualifiedName> names() {
        return plan.map(LaunchPlan::names).orElse(Set.of());
    }

    /** The names of the procedures, for the next request to compare with. */
    public String getPlanned() {
        return joined(names());
    }

    private static String joined(Collection<QualifiedName> names) {
        return names.stream().map(QualifiedName::toString).collect(Collectors.joining(" "));
    }

    /** The plan in one line. */
    public String getHeadline() {
        LaunchPlan shown = plan.orElseThrow();
        long stages = shown.plan().map(found -> (long) found.stages().size()).orElse(0L);
        return Stream.of(
                        Optional.of(Texts.of("launch.headline", shown.size(), stages)),
                        shown.expectedMs().map(ms -> Texts.of("launch.expected", Words.span(Duration.ofMillis(ms)))),
                        shown.usualRows().map(rows -> Texts.of("launch.usualRows", Words.rows(rows))),
                        Optional.of(shown.views().size())
                                .filter(views -> views > 0)
                                .map(views -> Texts.of("launch.views", views)))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" · "));
    }

    /** The stages with the first procedures; the others are only named. */
    public List<ShownStage> getStages() {
        List<ShownStage> stages = new ArrayList<>();
        int left = ROWS_SHOWN;
        for (StageRows stage : plan.orElseThrow().stages()) {
            int shown = Math.min(left, stage.rows().size());
            left -= shown;
            stages.add(new ShownStage(
                    stage.kind().map(kind -> title(stage, kind.name())).orElse(""),
                    stage.rows().subList(0, shown),
                    stage.rows().subList(shown, stage.rows().size()).stream()
                            .map(Row::name)
                            .toList()));
        }
        return stages;
    }

    private static String title(StageRows stage, String kind) {
        return Texts.of(
                "launch.stage." + kind.toLowerCase(Texts.LOCALE),
                stage.number(),
                stage.rows().size());
    }

    /** The first views that are refreshed. */
    public List<LaunchPlan.View> getViews() {
        return plan.orElseThrow().views().stream().limit(ROWS_SHOWN).toList();
    }

    /** How many views are not among the first. */
    public int getFurtherViews() {
        return plan.orElseThrow().views().size() - getViews().size();
    }

    /** After what a view is refreshed; the first procedures by name. */
    public String after(LaunchPlan.View view) {
        String names = view.after().stream()
                .limit(AFTER_SHOWN)
                .map(QualifiedName::toString)
                .collect(Collectors.joining(", "));
        return Texts.of(
                view.always() ? "launch.view.always" : "launch.view.success",
                names,
                view.after().size() - Math.min(AFTER_SHOWN, view.after().size()));
    }

    /** The names of the procedures with a box, for a form without a script. */
    public String getBoxed() {
        return joined(getStages().stream()
                .flatMap(stage -> stage.rows().stream())
                .map(Row::name)
                .toList());
    }

    /** What was left out by name, first ones; a tick takes each back. */
    public List<QualifiedName> getUnticked() {
        return leftOut(true);
    }

    /** What was left out by a pattern, a tag or the like, first ones. */
    public List<QualifiedName> getExcluded() {
        return leftOut(false);
    }

    private List<QualifiedName> leftOut(boolean outright) {
        return plan.orElseThrow().leftOut().entrySet().stream()
                .filter(one -> one.getValue() == outright)
                .map(Map.Entry::getKey)
                .limit(ROWS_SHOWN)
                .toList();
    }

    public String getUntickedNames() {
        return joined(getUnticked());
    }

    /** What whoever launches should know: parents that are left out, and the plan's own warnings. */
    public List<String> getWarnings() {
        LaunchPlan shown = plan.orElseThrow();
        Stream<String> orphans = shown.orphans().entrySet().stream()
                .map(one -> Texts.of(
                        "launch.orphan", one.getKey(), joined(one.getValue()).replace(" ", ", ")));
        return Stream.concat(orphans, shown.warnings().stream().map(Words::sentence))
                .limit(ROWS_SHOWN)
                .toList();
    }

    /** Why a procedure is in the plan. */
    public String why(Why why) {
        return Texts.of("launch.why." + why.kind().word(), why.term());
    }

    /** A fieldset for each procedure that takes values, and for each that was given one. */
    public List<Fieldset> getFieldsets() {
        SortedMap<QualifiedName, List<Field>> sets = new TreeMap<>();
        SortedMap<QualifiedName, List<Parameter>> known =
                plan.map(LaunchPlan::parameters).orElseGet(TreeMap::new);
        known.forEach((procedure, parameters) -> {
            if (sets.size() < FIELDSETS_SHOWN || isGiven(procedure)) {
                sets.put(
                        procedure,
                        parameters.stream().map(one -> field(procedure, one)).toList());
            }
        });
        form.overrides().forEach((name, value) -> {
            if (!value.isEmpty() && !isKnown(known, name)) {
                List<Field> fields = new ArrayList<>(sets.getOrDefault(name.procedure(), List.of()));
                fields.add(new Field("p." + name, name.argument(), "", "", value));
                sets.put(name.procedure(), fields);
            }
        });
        return sets.entrySet().stream()
                .map(one -> new Fieldset(one.getKey().toString(), one.getValue()))
                .toList();
    }

    private static boolean isKnown(SortedMap<QualifiedName, List<Parameter>> known, ArgumentName name) {
        return known.getOrDefault(name.procedure(), List.of()).stream()
                .anyMatch(parameter -> parameter.name().equals(name.argument()));
    }

    private boolean isGiven(QualifiedName procedure) {
        return form.overrides().entrySet().stream()
                .anyMatch(one -> one.getKey().procedure().equals(procedure)
                        && !one.getValue().isEmpty());
    }

    private Field field(QualifiedName procedure, Parameter parameter) {
        ArgumentName name = new ArgumentName(procedure, parameter.name());
        String usual = parameter
                .constant(mode)
                .map(value -> value.type() == Literal.Type.NULL ? "NULL" : value.text())
                .orElse("");
        return new Field(
                "p." + name,
                parameter.name(),
                parameter.type(),
                usual,
                form.overrides().getOrDefault(name, ""));
    }

    /** How many procedures' parameters have no fields. */
    public int getFurtherFieldsets() {
        return Math.max(
                0,
                plan.map(shown -> shown.parameters().size()).orElse(0)
                        - getFieldsets().size());
    }

    /** How many values are given. */
    public long getGiven() {
        return form.overrides().values().stream()
                .filter(value -> !value.isEmpty())
                .count();
    }

    static String change(PlanDifference difference) {
        String names = Stream.concat(
                        difference.added().stream().map(name -> "+ " + name),
                        difference.removed().stream().map(name -> "− " + name))
                .limit(20)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? Texts.of("launch.changed.inside") : Texts.of("launch.changed", names);
    }
}
