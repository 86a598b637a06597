package dev.silversmith.drawing;

import dev.silversmith.drawing.GraphShape.Arrow;
import dev.silversmith.drawing.GraphShape.Box;
import dev.silversmith.drawing.GraphShape.Direction;
import dev.silversmith.drawing.Layout.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.CycleBreakingStrategy;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.LayeringStrategy;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** The layered layout of the Eclipse Layout Kernel: arrows mostly in one direction, few crossings. */
final class ElkLayout {

    private static final double MARGIN = 16;
    private static final double BETWEEN_BOXES = 14;
    private static final double BETWEEN_LAYERS = 40;

    /** More than the size of any box. */
    private static final double LAYER = 100_000;

    private ElkLayout() {}

    /**
     * Places a graph.
     *
     * @param givenUp asked between the phases of the layout
     * @throws IllegalStateException if it was given up
     * @throws RuntimeException whatever the engine throws at a shape it cannot place
     */
    static Layout place(GraphShape shape, BooleanSupplier givenUp) {
        // Without it the engine cannot even copy its own options.
        LayoutMetaDataService.getInstance();
        ElkNode root = ElkGraphUtil.createGraph();
        options(root, shape.direction());
        int[] layers = Layers.of(shape);
        List<ElkNode> nodes = IntStream.range(0, layers.length)
                .mapToObj(place -> node(root, shape.boxes().get(place), LAYER * layers[place], shape.direction()))
                .toList();
        List<ElkEdge> edges =
                shape.arrows().stream().map(arrow -> edge(nodes, arrow)).toList();
        new LayeredLayoutProvider().layout(root, new Monitor(givenUp));
        if (givenUp.getAsBoolean()) {
            throw new IllegalStateException("the layout was given up");
        }
        List<Point> corners =
                nodes.stream().map(node -> new Point(node.getX(), node.getY())).toList();
        return new Layout(
                root.getWidth(),
                root.getHeight(),
                corners,
                edges.stream().map(ElkLayout::line).toList(),
                Bands.of(shape, corners));
    }

    private static void options(ElkNode root, Direction direction) {
        root.setProperty(
                LayeredOptions.DIRECTION,
                direction == Direction.RIGHT
                        ? org.eclipse.elk.core.options.Direction.RIGHT
                        : org.eclipse.elk.core.options.Direction.DOWN);
        root.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        // The engine's own stages depend on chance: it would place the same graph now so, now otherwise.
        root.setProperty(LayeredOptions.LAYERING_STRATEGY, LayeringStrategy.INTERACTIVE);
        root.setProperty(LayeredOptions.CYCLE_BREAKING_STRATEGY, CycleBreakingStrategy.INTERACTIVE);
        root.setProperty(LayeredOptions.SEPARATE_CONNECTED_COMPONENTS, false);
        root.setProperty(LayeredOptions.RANDOM_SEED, 1);
        root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.PREFER_EDGES);
        // Half as high as by the engine's own choice.
        root.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.LINEAR_SEGMENTS);
        root.setProperty(LayeredOptions.PADDING, new ElkPadding(MARGIN));
        root.setProperty(LayeredOptions.SPACING_NODE_NODE, BETWEEN_BOXES);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN_LAYERS);
    }

    /** @param along where the box lies beforehand: the engine makes one layer of those that lie side by side */
    private static ElkNode node(ElkNode root, Box box, double along, Direction direction) {
        ElkNode node = ElkGraphUtil.createNode(root);
        node.setDimensions(box.width(), box.height());
        if (direction == Direction.RIGHT) {
            node.setX(along);
        } else {
            node.setY(along);
        }
        return node;
    }

    private static ElkEdge edge(List<ElkNode> nodes, Arrow arrow) {
        return ElkGraphUtil.createSimpleEdge(nodes.get(arrow.from()), nodes.get(arrow.to()));
    }

    private static List<Point> line(ElkEdge edge) {
        List<Point> line = new ArrayList<>();
        for (ElkEdgeSection section : edge.getSections()) {
            line.add(new Point(section.getStartX(), section.getStartY()));
            section.getBendPoints().forEach(bend -> line.add(new Point(bend.getX(), bend.getY())));
            line.add(new Point(section.getEndX(), section.getEndY()));
        }
        return line;
    }

    private static final class Monitor extends BasicProgressMonitor {

        private final BooleanSupplier givenUp;

        Monitor(BooleanSupplier givenUp) {
            this.givenUp = givenUp;
        }

        @Override
        public boolean isCanceled() {
            return givenUp.getAsBoolean();
        }
    }
}
