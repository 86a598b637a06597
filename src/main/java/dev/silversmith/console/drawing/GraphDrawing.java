package dev.silversmith.console.drawing;

import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import dev.silversmith.console.drawing.GraphModel.Node;
import dev.silversmith.drawing.Layout.Band;
import dev.silversmith.drawing.Layout.Point;
import java.io.IOException;

/** Writes the graph of a run as SVG: stages behind, arrows above them, one link for each node on top. */
final class GraphDrawing {

    private static final double TITLE = 18;
    private static final double AROUND_BAND = 8;
    private static final double LEFT = 10;
    private static final double TEXT_LEFT = 30;
    private static final double FIRST_LINE = 20;
    private static final double NAME_LINE = 16;
    private static final double LINE = 15;

    private final GraphModel model;
    private final Svg svg;

    GraphDrawing(GraphModel model, Svg svg) {
        this.model = model;
        this.svg = svg;
    }

    void write() throws IOException {
        double width = Math.max(model.layout().width(), 200);
        double height = model.layout().height() + TITLE;
        svg.open("svg", "graph")
                .set("role", "group")
                .set(
                        "aria-label",
                        Texts.of("draw.graph.said", Words.rows(model.nodes().size())))
                .set("width", width)
                .set("height", height)
                .set("viewBox", "0 0 " + Svg.number(width) + " " + Svg.number(height))
                .set("data-graph", "");
        arrowHeads();
        for (Band band : model.layout().bands()) {
            band(band, width, height);
        }
        svg.open("g").set("transform", "translate(0 " + Svg.number(TITLE) + ")");
        edges();
        for (int node = 0; node < model.nodes().size(); node++) {
            node(model.nodes().get(node), model.layout().corners().get(node));
        }
        svg.close("g").close("svg");
    }

    private void arrowHeads() throws IOException {
        svg.open("defs");
        arrowHead("graph-arrow", "arrow");
        arrowHead("graph-arrow-critical", "arrow critical");
        svg.close("defs");
    }

    private void arrowHead(String id, String style) throws IOException {
        svg.open("marker", style)
                .set("id", id)
                .set("viewBox", "0 0 8 8")
                .set("refX", "8")
                .set("refY", "4")
                .set("markerWidth", "8")
                .set("markerHeight", "8")
                .set("markerUnits", "userSpaceOnUse")
                .set("orient", "auto");
        svg.open("path").set("d", "M0 0L8 4L0 8z").close("path").close("marker");
    }

    private void band(Band band, double width, double height) throws IOException {
        double from = band.from() - AROUND_BAND;
        double size = band.to() - band.from() + 2 * AROUND_BAND;
        String title = Texts.of("draw.stage", Integer.toString(band.stage()));
        svg.open("g").set("aria-hidden", "true");
        if (model.addresses().down()) {
            svg.rect("band", 2, from + TITLE, width - 4, size).label("band-title", 6, from + TITLE + 12, title);
        } else {
            svg.rect("band", from, 2, size, height - 4).label("band-title", from + 6, 15, title);
        }
        svg.close("g");
    }

    /** As one element of the live updates: which arrows are critical changes while the run goes on. */
    private void edges() throws IOException {
        svg.open("g").set("aria-hidden", "true").set("data-live-key", "graph:edges");
        for (boolean critical : new boolean[] {false, true}) {
            for (int edge = 0; edge < model.edges().size(); edge++) {
                if (model.edges().get(edge).critical() == critical) {
                    svg.open("path", critical ? "edge critical" : "edge")
                            .set("d", Svg.path(model.layout().lines().get(edge)))
                            .set("marker-end", critical ? "url(#graph-arrow-critical)" : "url(#graph-arrow)")
                            .close("path");
                }
            }
        }
        svg.close("g");
    }

    private void node(Node node, Point corner) throws IOException {
        svg.openLink(node.href(), node.said(), node.key())
                .set("class", node.view() ? "node view" : "node")
                .set("data-status", node.look())
                .setIf(node.critical(), "data-critical", "true")
                .setIf(node.selected(), "aria-current", "true")
                .set("transform", "translate(" + Svg.number(corner.x()) + " " + Svg.number(corner.y()) + ")");
        if (node.selected()) {
            svg.rect("selection", -5, -5, node.width() + 10, node.height() + 10);
        }
        svg.open("rect", "box")
                .place(0, 0, node.width(), node.height())
                .set("rx", node.view() ? "18" : "6")
                .close("rect");
        svg.icon(node.look(), LEFT, 9);
        svg.label("name", TEXT_LEFT, FIRST_LINE, NAME_LINE, node.name());
        svg.label("said", TEXT_LEFT, FIRST_LINE + NAME_LINE * node.name().size(), LINE, node.lines());
        svg.close("a");
    }
}
