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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Parses JSON and refuses what JSON-P lets pass: a key twice, characters that no database can keep, keys and nesting without end.
 *
 * <p>The place of a value is put into words only when something is wrong there: a body of many values below a long key would else be copied
 * thousands of times.
 */
final class JsonText {

    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 1000;

    /** A qualified name, quoted, has at most 259 characters. */
    private static final int LONGEST_KEY = 1000;

    private final JsonParser parser;

    /** Keys and indexes from the root to the value that is being read. */
    private final Deque<Object> place = new ArrayDeque<>();

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
                throw reader.malformed("the body must be a JSON object");
            }
            JsonObject object = reader.object(1);
            if (parser.hasNext()) {
                throw reader.malformed("there is text after the JSON object");
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

    private JsonObject object(int depth) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        Set<String> keys = new HashSet<>();
        while (parser.next() != Event.END_OBJECT) {
            String key = key();
            place.addLast(key);
            if (!keys.add(key)) {
                throw malformed("the key is there twice");
            }
            object.add(key, value(parser.next(), depth));
            place.removeLast();
        }
        return object.build();
    }

    private String key() {
        String key = parser.getString();
        if (key.length() > LONGEST_KEY) {
            throw malformed("a key has more than %d characters".formatted(LONGEST_KEY));
        }
        return checked(key);
    }

    private JsonValue array(int depth) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        int index = 0;
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            place.addLast(index);
            array.add(value(event, depth));
            place.removeLast();
            index++;
        }
        return array.build();
    }

    private JsonValue value(Event event, int depth) {
        if (depth >= DEEPEST) {
            throw malformed("the JSON is nested more than %d deep".formatted(DEEPEST));
        }
        return switch (event) {
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> array(depth + 1);
            case VALUE_STRING -> JSON.createValue(checked(parser.getString()));
            case VALUE_NUMBER -> number(parser.getString());
            case VALUE_TRUE -> JsonValue.TRUE;
            case VALUE_FALSE -> JsonValue.FALSE;
            case VALUE_NULL -> JsonValue.NULL;
            case KEY_NAME, END_OBJECT, END_ARRAY -> throw malformed("the body is not valid JSON");
        };
    }

    private JsonValue number(String digits) {
        try {
            if (digits.length() <= LONGEST_NUMBER) {
                return JSON.createValue(new BigDecimal(digits));
            }
        } catch (NumberFormatException beyondAnyNumber) {
            // told below
        }
        throw malformed("the number is too long");
    }

    private String checked(String text) {
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            boolean pair = Character.isHighSurrogate(one)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1));
            if (pair) {
                at++;
            } else if (Character.isSurrogate(one)) {
                throw malformed("the text has half of a surrogate pair, which is no character");
            } else if (one == '\0') {
                throw malformed("the text has the character U+0000, which PostgreSQL cannot keep");
            }
        }
        return text;
    }

    private ProblemException malformed(String detail) {
        String[] segments = place.stream().map(String::valueOf).toArray(String[]::new);
        return malformed(Violation.at(detail, segments).pointer(), detail);
    }

    private static ProblemException malformed(String pointer, String detail) {
        List<Violation> place = pointer.isEmpty() ? List.of() : List.of(new Violation(pointer, detail));
        return new ProblemException(
                Problem.MALFORMED_REQUEST, pointer.isEmpty() ? detail : pointer + ": " + detail, place);
    }
}
