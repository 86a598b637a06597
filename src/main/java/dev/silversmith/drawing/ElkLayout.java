package dev.silversmith.drawing;

import dev.silversmith.drawing.GraphShape.Arrow;
import dev.silversmith.drawing.GraphShape.Box;
import dev.silversmith.drawing.GraphShape.Direction;
import dev.silversmith.drawing.Layout.Point;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
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
    private static final int LEAST_COLUMN = 8;

    /** More than any stage can have of columns for boxes without arrows. */
    private static final int MOST_COLUMNS = 1_000;

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
        int[] partitions = partitions(shape);
        List<ElkNode> nodes = IntStream.range(0, partitions.length)
                .mapToObj(place -> node(root, shape.boxes().get(place), partitions[place]))
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
        root.setProperty(LayeredOptions.PARTITIONING_ACTIVATE, true);
        // Else the stages would be kept apart only within what arrows join.
        root.setProperty(LayeredOptions.SEPARATE_CONNECTED_COMPONENTS, false);
        root.setProperty(LayeredOptions.RANDOM_SEED, 1);
        // Without an order by the model, stages make the engine place the same graph now so, now otherwise.
        root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.PREFER_EDGES);
        // Half as high as by the engine's own choice.
        root.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.LINEAR_SEGMENTS);
        root.setProperty(LayeredOptions.PADDING, new ElkPadding(MARGIN));
        root.setProperty(LayeredOptions.SPACING_NODE_NODE, BETWEEN_BOXES);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN_LAYERS);
    }

    /**
     * What lies wholly before what: the stages, and within a stage further columns for boxes without any arrow, which would all be in one
     * column otherwise.
     */
    private static int[] partitions(GraphShape shape) {
        Set<Integer> joined = new HashSet<>();
        shape.arrows().forEach(arrow -> {
            joined.add(arrow.from());
            joined.add(arrow.to());
        });
        Map<Integer, List<Integer>> alone = new TreeMap<>();
        int[] partitions = new int[shape.boxes().size()];
        for (int place = 0; place < partitions.length; place++) {
            int stage = shape.boxes().get(place).stage();
            partitions[place] = stage * MOST_COLUMNS;
            if (!joined.contains(place)) {
                alone.computeIfAbsent(stage, none -> new ArrayList<>()).add(place);
            }
        }
        for (List<Integer> places : alone.values()) {
            int column = Math.max(LEAST_COLUMN, (int) Math.ceil(1.5 * Math.sqrt(places.size())));
            for (int one = 0; one < places.size(); one++) {
                partitions[places.get(one)] += one / column;
            }
        }
        return partitions;
    }

    private static ElkNode node(ElkNode root, Box box, int partition) {
        ElkNode node = ElkGraphUtil.createNode(root);
        node.setDimensions(box.width(), box.height());
        node.setProperty(LayeredOptions.PARTITIONING_PARTITION, partition);
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
