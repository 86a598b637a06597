package dev.silversmith.console.drawing;

import dev.silversmith.drawing.Layout;
import java.util.List;
import java.util.Optional;

/**
 * The graph of a run, or of a part of it, ready to be drawn.
 *
 * @param nodes in topological order
 * @param edges in the order of the layout's lines
 * @param legend how many of all the run's steps stand how
 * @param pages what of the list of nodes is shown
 * @param collapsed whether a node stands for many steps
 * @param narrowedTo what the graph is narrowed to; empty if it shows the whole run
 */
public record GraphModel(
        List<Node> nodes,
        List<Edge> edges,
        Layout layout,
        List<Count> legend,
        Pages<?> pages,
        boolean collapsed,
        Optional<String> narrowedTo,
        Addresses addresses) {

    /**
     * A step, the refresh of a view, or many.
     *
     * @param view whether it is the refresh of a view, or many
     * @param key names it in the page's live updates
     * @param said what it is, to the ear
     * @param look chooses shape and colour
     * @param name its lines
     * @param lines what is said of it, below the name
     */
    record Node(
            boolean view,
            String key,
            String href,
            String said,
            String look,
            List<String> name,
            List<String> lines,
            boolean critical,
            boolean selected,
            int width,
            int height) {}

    /** From one node to another, by their positions. */
    record Edge(boolean critical) {}

    /**
     * Where the view can lead.
     *
     * @param whole the graph of the whole run
     * @param turned the same graph in the other direction
     * @param around what lies around the selected step; empty if none is selected
     * @param previous the nodes before these; empty if there are none
     * @param next the nodes after these; empty if there are none
     */
    public record Addresses(
            String whole,
            String turned,
            boolean down,
            Optional<String> around,
            Optional<String> previous,
            Optional<String> next) {}

    public GraphModel {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        legend = List.copyOf(legend);
    }
}
