package dev.silversmith.console.drawing;

import dev.silversmith.app.port.RefreshView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.core.timeline.Attempt;
import dev.silversmith.core.timeline.RunOrder;
import dev.silversmith.core.timeline.RunTimeline;
import dev.silversmith.drawing.GraphLayout;
import dev.silversmith.drawing.GraphShape;
import dev.silversmith.drawing.Layout;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A run put together step by step: a plan, its attempts, and the drawings of them. Seconds count from {@link #START}. */
final class SampleRun {

    static final Instant START = Instant.parse("2026-11-22T23:30:00Z");

    /** Boxes in a row, one below the other: what is tested is not where they are. */
    static final GraphLayout COLUMN = SampleRun::column;

    private final List<Stage> stages = new ArrayList<>();
    private final Map<QualifiedName, PlannedProcedure> procedures = new TreeMap<>();
    private final Map<QualifiedName, PlannedRefresh> refreshes = new TreeMap<>();
    private final List<StepView> steps = new ArrayList<>();
    private final List<RefreshView> refreshAttempts = new ArrayList<>();
    private Instant now = START;

    private static Layout column(GraphShape shape) {
        List<Layout.Point> corners = new ArrayList<>();
        double y = 0;
        for (GraphShape.Box box : shape.boxes()) {
            corners.add(new Layout.Point(0, y));
            y += box.height() + 10;
        }
        List<List<Layout.Point>> lines = shape.arrows().stream()
                .map(arrow -> List.of(corners.get(arrow.from()), corners.get(arrow.to())))
                .toList();
        return new Layout(300, y, corners, lines, List.of(new Layout.Band(1, 0, 300)));
    }

    static QualifiedName name(String text) {
        return QualifiedName.parse(text);
    }

    /** A stage in which every unit has one procedure. */
    SampleRun stage(Unit... units) {
        return stage(List.of(units));
    }

    SampleRun stage(List<Unit> units) {
        stages.add(new Stage(stages.size() + 1, Stage.Kind.PARALLEL, 4, units));
        return this;
    }

    Unit procedure(String text, String... parents) {
        return procedure(name(text), parents);
    }

    Unit procedure(QualifiedName name, String... parents) {
        plan(name, parents);
        return new Unit(name.toString(), Unit.Type.PROCEDURE, List.of(name), List.of(parents), 0, 1000, "");
    }

    /** The members of a group have no parents. */
    Unit group(String group, String... members) {
        for (String member : members) {
            plan(name(member));
        }
        List<QualifiedName> names =
                List.of(members).stream().map(SampleRun::name).toList();
        return new Unit("group:" + group, Unit.Type.GROUP, names, List.of(), 0, 1000, "");
    }

    /** The refresh of a view after some procedures and after the units that are named first. */
    Unit refresh(QualifiedName view, List<String> earlier, String... procedures) {
        Map<QualifiedName, PlannedRefresh.Link> links = new TreeMap<>();
        for (String procedure : procedures) {
            links.put(name(procedure), new PlannedRefresh.Link(RefreshLink.Trigger.SUCCESS, false));
        }
        refreshes.put(
                view,
                new PlannedRefresh(
                        view, false, Optional.empty(), Duration.ofSeconds(30), new TreeSet<>(), new TreeMap<>(links)));
        List<String> before = new ArrayList<>(earlier);
        before.addAll(List.of(procedures));
        return new Unit(PlannedRefresh.unitName(view), Unit.Type.REFRESH, List.of(), before, 0, 1000, "");
    }

    Unit refresh(String view, String... procedures) {
        return refresh(name(view), List.of(), procedures);
    }

    /** An attempt of a refresh from one second to another; one without a start waits. */
    SampleRun refreshed(String view, int number, StepStatus status, Integer from, Integer to) {
        return refreshed(name(view), number, status, from, to);
    }

    SampleRun refreshed(QualifiedName view, int number, StepStatus status, Integer from, Integer to) {
        Optional<Instant> end = Optional.ofNullable(to).map(START::plusSeconds);
        refreshAttempts.add(new RefreshView(
                new UUID(view.hashCode(), number),
                new UUID(0, 1),
                1,
                view,
                RefreshLink.Trigger.SUCCESS,
                number,
                status,
                Optional.empty(),
                Optional.ofNullable(from).map(START::plusSeconds),
                end,
                from == null || to == null ? Optional.empty() : Optional.of(1000L * (to - from)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        end.filter(later -> later.isAfter(now)).ifPresent(later -> now = later);
        return this;
    }

    private void plan(QualifiedName name, String... parents) {
        List<QualifiedName> all = List.of(parents).stream().map(SampleRun::name).toList();
        procedures.put(name, new PlannedProcedure(name, Kind.OTHER, all, null, List.of(), null, null));
    }

    /** An attempt from one second to another; without an end it goes on. */
    SampleRun attempt(String step, int number, StepStatus status, Integer from, Integer to) {
        return attempt(step, number, status, from, to, null);
    }

    SampleRun skipped(String step, String because) {
        return attempt(step, 1, StepStatus.SKIPPED, null, 0, because);
    }

    private SampleRun attempt(
            String step, int number, StepStatus status, Integer from, Integer to, String skippedBecause) {
        Optional<Instant> start = Optional.ofNullable(from).map(START::plusSeconds);
        Optional<Instant> end = Optional.ofNullable(to).map(START::plusSeconds);
        Optional<Long> duration = from == null || to == null ? Optional.empty() : Optional.of(1000L * (to - from));
        steps.add(new StepView(
                new UUID(step.hashCode(), number),
                new UUID(0, 1),
                1,
                step,
                "other",
                step,
                Transaction.MANAGED,
                1,
                number,
                status,
                Optional.empty(),
                Optional.empty(),
                start,
                end,
                duration,
                status == StepStatus.SUCCEEDED ? Optional.of(1204L) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.ofNullable(skippedBecause),
                Optional.empty()));
        end.filter(later -> later.isAfter(now)).ifPresent(later -> now = later);
        return this;
    }

    SampleRun now(int second) {
        now = START.plusSeconds(second);
        return this;
    }

    /** Many procedures in two stages, each after the one ten before it, with a failure at the end. */
    static SampleRun ofSize(int size) {
        SampleRun run = new SampleRun();
        for (int stage = 0; stage < 2; stage++) {
            int first = stage * size / 2;
            run.stage(IntStream.range(first, (stage + 1) * size / 2)
                    .mapToObj(place -> place - 10 < first
                            ? run.procedure("silver.load_" + place)
                            : run.procedure("silver.load_" + place, "silver.load_" + (place - 10)))
                    .toList());
        }
        for (int place = 0; place < size; place++) {
            StepStatus status = place == size - 1 ? StepStatus.FAILED : StepStatus.SUCCEEDED;
            run.attempt("silver.load_" + place, 1, status, place / 10 * 5, place / 10 * 5 + 4);
        }
        return run;
    }

    Plan plan() {
        return new Plan(
                "0123456789abcdef",
                Mode.INCREMENTAL,
                TransactionScope.PER_GROUP,
                stages,
                new TreeMap<>(procedures),
                new TreeMap<>(refreshes),
                List.of());
    }

    RunTimeline timeline(boolean planned) {
        List<Attempt> attempts = steps.stream()
                .map(step -> new Attempt(
                        step.procedure(), step.attemptNo(), step.status(), step.startedAt(), step.finishedAt()))
                .toList();
        List<Attempt> ofViews = refreshAttempts.stream()
                .map(one -> new Attempt(
                        RunViews.unit(one), one.attemptNo(), one.status(), one.startedAt(), one.finishedAt()))
                .toList();
        return RunTimeline.of(attempts, ofViews, planned ? Optional.of(RunOrder.of(plan())) : Optional.empty(), now);
    }

    /** The parameters of an address, {@code name=value} each. */
    private static Map<String, String> parameters(String... said) {
        return List.of(said).stream()
                .collect(Collectors.toMap(
                        one -> one.substring(0, one.indexOf('=')), one -> one.substring(one.indexOf('=') + 1)));
    }

    GraphModel graph(GraphLayout layout, String... said) {
        Map<String, String> parameters = parameters(said);
        return new RunGraph(
                        plan(),
                        steps,
                        refreshAttempts,
                        timeline(true).path().steps(),
                        now,
                        new RunLinks("", "4711", Map.of("view", "graph")),
                        GraphAddress.of(parameters::get),
                        layout)
                .model();
    }

    GraphModel graph(String... said) {
        return graph(COLUMN, said);
    }

    GanttModel gantt(boolean planned, ZoneId zone, String... said) {
        Map<String, String> parameters = parameters(said);
        return new RunGantt(
                        timeline(planned),
                        steps,
                        refreshAttempts,
                        now,
                        new RunLinks("", "4711", Map.of("view", "gantt")),
                        new RunGantt.GanttAddress(
                                parameters.get("critical"),
                                parameters.get("waiting"),
                                parameters.get("step"),
                                parameters.get("page")))
                .model(zone, planned);
    }

    GanttModel gantt(String... said) {
        return gantt(true, ZoneOffset.UTC, said);
    }

    static Picture draw(GraphModel model) throws IOException {
        XmlWriter writer = new XmlWriter();
        new GraphDrawing(model, new Svg(writer)).write();
        return Picture.of(writer.text());
    }

    static Picture draw(GanttModel model) throws IOException {
        XmlWriter writer = new XmlWriter();
        new GanttDrawing(model, new Svg(writer)).write();
        return Picture.of(writer.text());
    }
}
