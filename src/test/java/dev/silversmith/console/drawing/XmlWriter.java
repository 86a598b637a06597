package dev.silversmith.console.drawing;

import jakarta.faces.component.UIComponent;
import jakarta.faces.context.ResponseWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A page's writer that keeps what it is told as XML. What goes past the escaping fails. */
final class XmlWriter extends ResponseWriter {

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    XmlWriter() {
        try {
            xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
        } catch (XMLStreamException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** All that was written. */
    String text() throws IOException {
        run(xml::flush);
        return text.toString();
    }

    private interface Step {
        void run() throws XMLStreamException;
    }

    private static void run(Step step) throws IOException {
        try {
            step.run();
        } catch (XMLStreamException fault) {
            throw new IOException(fault);
        }
    }

    @Override
    public void startElement(String name, UIComponent component) throws IOException {
        run(() -> xml.writeStartElement(name));
    }

    @Override
    public void endElement(String name) throws IOException {
        run(xml::writeEndElement);
    }

    @Override
    public void writeAttribute(String name, Object value, String property) throws IOException {
        run(() -> xml.writeAttribute(name, value.toString()));
    }

    @Override
    public void writeText(Object value, String property) throws IOException {
        run(() -> xml.writeCharacters(value.toString()));
    }

    @Override
    public void writeURIAttribute(String name, Object value, String property) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeComment(Object comment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeText(char[] value, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(char[] value, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ResponseWriter cloneWithWriter(Writer writer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getContentType() {
        return "text/html";
    }

    @Override
    public String getCharacterEncoding() {
        return "UTF-8";
    }

    @Override
    public void startDocument() {}

    @Override
    public void endDocument() {}

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
