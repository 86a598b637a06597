package dev.silversmith.rest.json;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/** Parses JSON and refuses what JSON-P lets pass: a key twice, characters that no database can keep, and nesting without end. */
final class JsonText {

    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 1000;

    private final JsonParser parser;

    private JsonText(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * The object that a text holds.
     *
     * @throws ProblemException {@link Problem#MALFORMED_REQUEST} with the place of the first mistake
     */
    static JsonObject parse(String text) {
        try (JsonParser parser = JSON.createParser(new StringReader(text))) {
            JsonText reader = new JsonText(parser);
            if (!parser.hasNext() || parser.next() != Event.START_OBJECT) {
                throw malformed("", "the body must be a JSON object");
            }
            JsonObject object = reader.object("", 1);
            if (parser.hasNext()) {
                throw malformed("", "there is text after the JSON object");
            }
            return object;
        } catch (JsonParsingException unreadable) {
            JsonLocation at = unreadable.getLocation();
            throw malformed(
                    "",
                    "the body is not valid JSON at line %d, column %d"
                            .formatted(at.getLineNumber(), at.getColumnNumber()));
        } catch (JsonException | NoSuchElementException unreadable) {
            throw malformed("", "the body is not valid JSON; it ends too early");
        }
    }

    private JsonObject object(String pointer, int depth) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        Set<String> keys = new HashSet<>();
        while (parser.next() != Event.END_OBJECT) {
            String key = checked(parser.getString(), pointer);
            String place = pointer + Violation.at("", key).pointer();
            if (!keys.add(key)) {
                throw malformed(place, "the key is there twice");
            }
            object.add(key, value(parser.next(), place, depth));
        }
        return object.build();
    }

    private JsonValue array(String pointer, int depth) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        int index = 0;
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            array.add(value(event, pointer + "/" + index, depth));
            index++;
        }
        return array.build();
    }

    private JsonValue value(Event event, String pointer, int depth) {
        if (depth >= DEEPEST) {
            throw malformed(pointer, "the JSON is nested more than %d deep".formatted(DEEPEST));
        }
        return switch (event) {
            case START_OBJECT -> object(pointer, depth + 1);
            case START_ARRAY -> array(pointer, depth + 1);
            case VALUE_STRING -> JSON.createValue(checked(parser.getString(), pointer));
            case VALUE_NUMBER -> number(parser.getString(), pointer);
            case VALUE_TRUE -> JsonValue.TRUE;
            case VALUE_FALSE -> JsonValue.FALSE;
            case VALUE_NULL -> JsonValue.NULL;
            case KEY_NAME, END_OBJECT, END_ARRAY -> throw malformed(pointer, "the body is not valid JSON");
        };
    }

    private static JsonValue number(String digits, String pointer) {
        try {
            if (digits.length() <= LONGEST_NUMBER) {
                return JSON.createValue(new BigDecimal(digits));
            }
        } catch (NumberFormatException beyondAnyNumber) {
            // told below
        }
        throw malformed(pointer, "the number is too long");
    }

    private static String checked(String text, String pointer) {
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            boolean pair = Character.isHighSurrogate(one)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1));
            if (pair) {
                at++;
            } else if (Character.isSurrogate(one)) {
                throw malformed(pointer, "the text has half of a surrogate pair, which is no character");
            } else if (one == '\0') {
                throw malformed(pointer, "the text has the character U+0000, which PostgreSQL cannot keep");
            }
        }
        return text;
    }

    private static ProblemException malformed(String pointer, String detail) {
        List<Violation> place = pointer.isEmpty() ? List.of() : List.of(new Violation(pointer, detail));
        return new ProblemException(
                Problem.MALFORMED_REQUEST, pointer.isEmpty() ? detail : pointer + ": " + detail, place);
    }
}
