package dev.silversmith.console.drawing;

import dev.silversmith.app.port.RefreshView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import dev.silversmith.console.drawing.GraphModel.Node;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** Makes the nodes of a graph. Their sizes follow from names alone, so that a layout serves a run from its start to its end. */
final class GraphNodes {

    private static final int WIDTH = 220;
    private static final int LETTERS = 24;
    private static final int NAME_LINE = 16;
    private static final int LINE = 15;
    private static final int PADDING = 8;
    private static final int STEP_LINES = 2;
    private static final int PART_LINES = 5;
    private static final int PART_LETTERS = 30;

    private static final String GROUP = "group:";
    private static final String DOT = " · ";

    private final RunSteps steps;
    private final RunViews views;
    private final Set<String> critical;
    private final RunLinks links;
    private final String selected;

    GraphNodes(RunSteps steps, RunViews views, Set<String> critical, RunLinks links, String selected) {
        this.steps = steps;
        this.views = views;
        this.critical = critical;
        this.links = links;
        this.selected = selected;
    }

    Node step(String text) {
        List<String> name = NameLines.of(text, LETTERS);
        Optional<StepView> step = steps.of(text);
        boolean onPath = critical.contains(text);
        return new Node(
                false,
                "graph:" + text,
                links.step(text, step.map(StepView::attemptNo).orElse(1)),
                step.map(known -> steps.sentence(known, onPath)).orElse(text),
                steps.look(text),
                name,
                step.map(known -> lines(known, onPath)).orElse(List.of()),
                onPath,
                text.equals(selected),
                WIDTH,
                height(name, STEP_LINES));
    }

    private List<String> lines(StepView step, boolean onPath) {
        StringJoiner standing = new StringJoiner(DOT).add(Look.word(Look.of(step)));
        if (step.attemptNo() > 1) {
            standing.add(Texts.of("failed.attempt", step.attemptNo()));
        }
        if (step.transaction().isOwn()) {
            standing.add(Texts.of("transaction.own"));
        }
        if (onPath) {
            standing.add(Texts.of("draw.critical"));
        }
        StringJoiner numbers = new StringJoiner(DOT);
        if (step.startedAt().isPresent()) {
            numbers.add(steps.duration(step));
        }
        step.rowsAffected().ifPresent(rows -> numbers.add(Texts.of("draw.rows", Words.rows(rows))));
        return List.of(standing.toString(), numbers.toString());
    }

    /** The refresh of a view; its link leads to the run's table of them. */
    Node view(QualifiedName view) {
        String unit = PlannedRefresh.unitName(view);
        List<String> name = NameLines.of(view.toString(), LETTERS);
        Optional<RefreshView> refresh = views.of(unit);
        return new Node(
                true,
                "graph:" + unit,
                links.refreshes(),
                refresh.map(views::sentence).orElse(RunViews.said(view)),
                views.look(unit),
                name,
                refresh.map(this::lines).orElse(List.of()),
                false,
                false,
                WIDTH,
                height(name, STEP_LINES));
    }

    private List<String> lines(RefreshView refresh) {
        StringJoiner standing = new StringJoiner(DOT).add(Texts.of("draw.view")).add(Look.word(Look.of(refresh)));
        if (refresh.attemptNo() > 1) {
            standing.add(Texts.of("failed.attempt", refresh.attemptNo()));
        }
        return List.of(standing.toString(), refresh.startedAt().isPresent() ? views.duration(refresh) : "");
    }

    /** One node for all of a part. */
    Node part(String part, List<String> texts) {
        boolean ofViews = part.startsWith(RunParts.VIEWS);
        List<Count> counts =
                Count.of(texts.stream().map(ofViews ? views::look : steps::look).toList());
        String title = title(part);
        String words = String.join(", ", counts.stream().map(Count::words).toList());
        List<String> name = NameLines.of(title, LETTERS);
        boolean onPath = texts.stream().anyMatch(critical::contains);
        return new Node(
                ofViews,
                "graph:part:" + part,
                links.with("part", part),
                Texts.of(ofViews ? "draw.part.views" : "draw.part.said", title, Words.rows(texts.size()), words)
                        + (onPath ? ", " + Texts.of("draw.onPath") : ""),
                counts.get(0).look(),
                name,
                wrap(words),
                onPath,
                texts.contains(selected),
                WIDTH,
                height(name, PART_LINES));
    }

    /** What people call a part. */
    static String title(String part) {
        return part.startsWith(GROUP)
                ? Texts.of("draw.group", part.substring(GROUP.length()))
                : Texts.of(
                        part.startsWith(RunParts.VIEWS) ? "draw.stage.views" : "draw.stage",
                        part.substring(part.indexOf(':') + 1));
    }

    private static int height(List<String> name, int lines) {
        return 2 * PADDING + NAME_LINE * name.size() + LINE * lines;
    }

    private static List<String> wrap(String words) {
        List<String> lines = new ArrayList<>();
        for (String piece : Arrays.asList(words.split("(?<=, )", -1))) {
            String former = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
            if (!lines.isEmpty() && former.length() + piece.length() <= PART_LETTERS) {
                lines.set(lines.size() - 1, former + piece);
            } else {
                lines.add(piece);
            }
        }
        return lines;
    }
}
