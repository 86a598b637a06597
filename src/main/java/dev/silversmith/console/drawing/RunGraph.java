package dev.silversmith.console.drawing;

import dev.silversmith.app.port.RefreshView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.console.drawing.GraphModel.Addresses;
import dev.silversmith.console.drawing.GraphModel.Edge;
import dev.silversmith.console.drawing.GraphModel.Node;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.drawing.GraphLayout;
import dev.silversmith.drawing.GraphShape;
import dev.silversmith.drawing.GraphShape.Arrow;
import dev.silversmith.drawing.GraphShape.Box;
import dev.silversmith.drawing.GraphShape.Direction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the graph of a run: of all its procedures and refreshes, of one part of them, or collapsed to parts where they are too many to read. */
final class RunGraph {

    /** The most nodes of one drawing. */
    static final int MOST_NODES = 300;

    private final RunParts parts;
    private final RunSteps steps;
    private final RunViews views;
    private final List<String> path;
    private final RunLinks links;
    private final GraphAddress address;
    private final GraphLayout layout;

    /** @param path the steps of the critical path, from the first to the last */
    RunGraph(
            Plan plan,
            List<StepView> steps,
            List<RefreshView> refreshes,
            List<String> path,
            Instant now,
            RunLinks links,
            GraphAddress address,
            GraphLayout layout) {
        this.parts = new RunParts(plan);
        this.steps = new RunSteps(steps, now);
        this.views = new RunViews(refreshes, now);
        this.path = path;
        this.links = links;
        this.address = address;
        this.layout = layout;
    }

    /** What is drawn: nodes, and for each procedure and refresh the position of its node. */
    private record Drawn(List<Node> nodes, List<Integer> stages, Map<String, Integer> nodeOf) {}

    GraphModel model() {
        List<String> focused = procedure(address.focus()).map(parts::around).orElse(List.of());
        Map<String, List<String>> byPart = parts.parts();
        if (!focused.isEmpty()) {
            return each(focused, Optional.of(address.focus()));
        }
        if (address.part() != null && byPart.containsKey(address.part())) {
            return each(byPart.get(address.part()), Optional.of(GraphNodes.title(address.part())));
        }
        return parts.all().size() <= MOST_NODES
                ? each(parts.all(), Optional.empty())
                : collapsed(List.copyOf(byPart.entrySet()));
    }

    private static Optional<String> procedure(String text) {
        try {
            return Optional.ofNullable(text).map(QualifiedName::parse).map(QualifiedName::toString);
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private GraphModel each(List<String> all, Optional<String> narrowedTo) {
        Pages<String> page = Pages.of(all, MOST_NODES, address.page());
        GraphNodes nodes = nodes();
        Drawn drawn = new Drawn(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
        for (String one : page.items()) {
            drawn.nodeOf().put(one, drawn.nodes().size());
            drawn.nodes().add(parts.view(one).map(nodes::view).orElseGet(() -> nodes.step(one)));
            drawn.stages().add(parts.stage(one));
        }
        return model(drawn, page, false, narrowedTo);
    }

    private GraphModel collapsed(List<Map.Entry<String, List<String>>> all) {
        Pages<Map.Entry<String, List<String>>> page = Pages.of(all, MOST_NODES, address.page());
        GraphNodes nodes = nodes();
        Drawn drawn = new Drawn(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
        for (Map.Entry<String, List<String>> part : page.items()) {
            part.getValue().forEach(one -> drawn.nodeOf().put(one, drawn.nodes().size()));
            drawn.nodes().add(nodes.part(part.getKey(), part.getValue()));
            drawn.stages().add(parts.stage(part.getValue().get(0)));
        }
        return model(drawn, page, true, Optional.empty());
    }

    private GraphNodes nodes() {
        return new GraphNodes(steps, views, new HashSet<>(path), links, address.step());
    }

    private GraphModel model(Drawn drawn, Pages<?> page, boolean collapsed, Optional<String> narrowedTo) {
        Set<Arrow> arrows = arrows(drawn);
        Set<Arrow> critical = criticalArrows(drawn);
        List<Box> boxes = new ArrayList<>();
        for (int node = 0; node < drawn.nodes().size(); node++) {
            Node box = drawn.nodes().get(node);
            boxes.add(new Box(box.width(), box.height(), drawn.stages().get(node)));
        }
        GraphShape shape =
                new GraphShape(boxes, List.copyOf(arrows), address.isDown() ? Direction.DOWN : Direction.RIGHT);
        List<Edge> edges =
                arrows.stream().map(arrow -> new Edge(critical.contains(arrow))).toList();
        return new GraphModel(
                drawn.nodes(),
                edges,
                layout.place(shape),
                steps.counts(),
                page,
                collapsed,
                narrowedTo,
                addresses(page));
    }

    private Set<Arrow> arrows(Drawn drawn) {
        Set<Arrow> arrows = new LinkedHashSet<>();
        for (String child : parts.all()) {
            Integer to = drawn.nodeOf().get(child);
            for (String parent : parts.parents(child)) {
                Integer from = drawn.nodeOf().get(parent);
                if (from != null && to != null && !from.equals(to)) {
                    arrows.add(new Arrow(from, to));
                }
            }
        }
        return arrows;
    }

    private Set<Arrow> criticalArrows(Drawn drawn) {
        Map<String, Integer> nodeOf = drawn.nodeOf();
        Set<Arrow> arrows = new HashSet<>();
        for (int place = 1; place < path.size(); place++) {
            Integer from = nodeOf.get(path.get(place - 1));
            Integer to = nodeOf.get(path.get(place));
            if (from != null && to != null && !from.equals(to)) {
                arrows.add(new Arrow(from, to));
            }
        }
        return arrows;
    }

    private Addresses addresses(Pages<?> page) {
        RunLinks whole = links.without("part");
        return new Addresses(
                whole.with("focus", null),
                links.with("dir", address.isDown() ? null : GraphAddress.DOWN),
                address.isDown(),
                procedure(address.step())
                        .filter(step -> steps.of(step).isPresent())
                        .map(step -> whole.with("focus", step)),
                page.page() > 1 ? Optional.of(links.page(page.page() - 1)) : Optional.empty(),
                page.hasNext() ? Optional.of(links.page(page.page() + 1)) : Optional.empty());
    }
}
