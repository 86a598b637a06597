package dev.silversmith.store;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code text[]} as a list of texts.
 *
 * <p>EclipseLink reads such a column as an array of strings, but cannot write one without knowing the driver's connection; so it is written
 * in PostgreSQL's text form of arrays, which the driver sends without a type.
 */
@Converter
public class TextArrayConverter implements AttributeConverter<List<String>, Object> {

    @Override
    public Object convertToDatabaseColumn(List<String> texts) {
        return texts == null
                ? null
                : texts.stream().map(TextArrayConverter::quoted).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public List<String> convertToEntityAttribute(Object array) {
        return array == null ? null : List.of((String[]) array);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
