package dev.silversmith.store;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code text[]} as a list of texts, by PostgreSQL's text form of arrays. */
@Converter
public class TextArrayConverter implements AttributeConverter<List<String>, String> {

    @Override
    public String convertToDatabaseColumn(List<String> texts) {
        return texts == null
                ? null
                : texts.stream().map(TextArrayConverter::quoted).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public List<String> convertToEntityAttribute(String array) {
        return array == null ? null : parse(array);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static List<String> parse(String array) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        for (int at = 1; at < array.length(); at++) {
            char one = array.charAt(at);
            if (one == '\\') {
                at++;
                text.append(array.charAt(at));
            } else if (one == '"') {
                quoted = !quoted;
            } else if (!quoted && (one == ',' || one == '}')) {
                if (array.length() > 2) {
                    texts.add(text.toString());
                }
                text.setLength(0);
            } else {
                text.append(one);
            }
        }
        return List.copyOf(texts);
    }
}
