package dev.silversmith.console.drawing;

import dev.silversmith.console.Texts;
import dev.silversmith.drawing.Layout.Point;
import jakarta.faces.context.ResponseWriter;
import java.io.IOException;
import java.util.List;

/** Writes SVG through the writer of the page, which escapes every value and every text. */
final class Svg {

    private final ResponseWriter writer;

    Svg(ResponseWriter writer) {
        this.writer = writer;
    }

    /** Starts an element; what follows until a text or another element are its attributes. */
    Svg open(String element) throws IOException {
        writer.startElement(element, null);
        return this;
    }

    Svg open(String element, String style) throws IOException {
        return open(element).set("class", style);
    }

    Svg set(String attribute, String value) throws IOException {
        writer.writeAttribute(attribute, value, null);
        return this;
    }

    /** In pixels, to a tenth. */
    Svg set(String attribute, double value) throws IOException {
        return set(attribute, number(value));
    }

    /** Only where it holds. */
    Svg setIf(boolean holds, String attribute, String value) throws IOException {
        return holds ? set(attribute, value) : this;
    }

    Svg place(double x, double y, double width, double height) throws IOException {
        return set("x", x).set("y", y).set("width", width).set("height", height);
    }

    Svg text(String text) throws IOException {
        writer.writeText(text, null);
        return this;
    }

    Svg close(String element) throws IOException {
        writer.endElement(element);
        return this;
    }

    /** A link that says what it leads to, to the ear and to the pointer. */
    Svg openLink(String href, String said, String key) throws IOException {
        return open("a").set("href", href).set("aria-label", said).set("data-live-key", key);
    }

    Svg rect(String style, double x, double y, double width, double height) throws IOException {
        return open("rect", style).place(x, y, width, height).close("rect");
    }

    Svg line(String style, double fromX, double fromY, double toX, double toY) throws IOException {
        return open("line", style)
                .set("x1", fromX)
                .set("y1", fromY)
                .set("x2", toX)
                .set("y2", toY)
                .close("line");
    }

    Svg label(String style, double x, double y, String text) throws IOException {
        return open("text", style).set("x", x).set("y", y).text(text).close("text");
    }

    /** The lines of a text, one below the other. */
    Svg label(String style, double x, double y, double lineHeight, List<String> lines) throws IOException {
        for (int line = 0; line < lines.size(); line++) {
            label(style, x, y + line * lineHeight, lines.get(line));
        }
        return this;
    }

    /** The shape of a status. */
    Svg icon(String look, double x, double y) throws IOException {
        return open("use", "shape")
                .set("href", "#icon-" + look)
                .set("data-status", look)
                .place(x, y, 14, 14)
                .close("use");
    }

    Svg title(String text) throws IOException {
        return open("title").text(text).close("title");
    }

    /** A line through points. */
    static String path(List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? 'M' : 'L')
                    .append(number(point.x()))
                    .append(' ')
                    .append(number(point.y()));
        }
        return path.toString();
    }

    static String number(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : String.format(Texts.LOCALE, "%.1f", tenths / 10.0);
    }
}
