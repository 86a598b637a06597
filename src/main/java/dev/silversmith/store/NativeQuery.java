package dev.silversmith.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** SQL put together piece by piece. Every value is bound as text, so a piece says its type: {@code cast(? as uuid)}. */
final class NativeQuery {

    private final StringBuilder sql = new StringBuilder();
    private final List<String> values = new ArrayList<>();

    /** Adds a line with a question mark for each value. */
    NativeQuery add(String piece, Object... more) {
        sql.append('\n');
        int next = 0;
        for (int place = 0; place < piece.length(); place++) {
            char letter = piece.charAt(place);
            sql.append(letter);
            if (letter == '?') {
                values.add(more[next++].toString());
                sql.append(values.size());
            }
        }
        return this;
    }

    /** Several values as one text that {@code string_to_array(?, ',')} takes apart; in one order, so that equal sets are equal here. */
    static String list(Collection<?> values) {
        return values.stream().map(Object::toString).sorted().collect(Collectors.joining(","));
    }

    List<?> rows(EntityManager entities) {
        Query query = entities.createNativeQuery(sql.toString());
        for (int place = 0; place < values.size(); place++) {
            query.setParameter(place + 1, values.get(place));
        }
        return query.getResultList();
    }
}
