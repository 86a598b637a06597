package dev.silversmith.console.drawing;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * An SVG as a browser reads it.
 *
 * @param text as it was written
 */
record Picture(String text, Document document) {

    static Picture of(String text) {
        try {
            return new Picture(
                    text,
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(text))));
        } catch (Exception fault) {
            throw new IllegalStateException("not XML: " + text, fault);
        }
    }

    /** The texts of what an XPath finds, in order. */
    List<String> all(String path) {
        try {
            NodeList found =
                    (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
            return IntStream.range(0, found.getLength())
                    .mapToObj(place -> found.item(place).getTextContent())
                    .toList();
        } catch (XPathExpressionException fault) {
            throw new IllegalArgumentException(fault);
        }
    }

    String one(String path) {
        List<String> all = all(path);
        if (all.size() != 1) {
            throw new IllegalStateException("%s is there %d times".formatted(path, all.size()));
        }
        return all.get(0);
    }
}
