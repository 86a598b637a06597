package dev.silversmith.console.drawing;

import dev.silversmith.app.port.StepView;
import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import dev.silversmith.console.drawing.GraphModel.Node;
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
    private final Set<String> critical;
    private final RunLinks links;
    private final String selected;

    GraphNodes(RunSteps steps, Set<String> critical, RunLinks links, String selected) {
        this.steps = steps;
        this.critical = critical;
        this.links = links;
        this.selected = selected;
    }

    Node step(QualifiedName procedure) {
        String text = procedure.toString();
        List<String> name = NameLines.of(text, LETTERS);
        Optional<StepView> step = steps.of(text);
        boolean onPath = critical.contains(text);
        return new Node(
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

    /** One node for the procedures of a part. */
    Node part(String part, List<QualifiedName> procedures) {
        List<String> texts = procedures.stream().map(QualifiedName::toString).toList();
        List<Count> counts = Count.of(texts.stream().map(steps::look).toList());
        String title = title(part);
        String words = String.join(", ", counts.stream().map(Count::words).toList());
        List<String> name = NameLines.of(title, LETTERS);
        boolean onPath = texts.stream().anyMatch(critical::contains);
        return new Node(
                "graph:part:" + part,
                links.with("part", part),
                Texts.of("draw.part.said", title, Words.rows(texts.size()), words)
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
                : Texts.of("draw.stage", part.substring(part.indexOf(':') + 1));
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
