package dev.silversmith.rest.audit;

import dev.silversmith.app.port.AuditQueries.AuditFilter;
import dev.silversmith.app.port.AuditVerification.Link;
import dev.silversmith.rest.Query;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads which events to list, and the anchor that the trail must still have. */
final class AuditParameters {

    private static final int MOST_ACTIONS = 20;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private AuditParameters() {}

    static AuditFilter filter(Query query) {
        return new AuditFilter(
                query.text("actor"),
                actions(query),
                query.text("objectType"),
                query.text("objectId"),
                query.period(),
                query.text("q").map(String::strip));
    }

    private static Set<String> actions(Query query) {
        Set<String> actions = query.each("action", AuditParameters::actions).stream()
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        if (actions.size() > MOST_ACTIONS) {
            query.mistake("action", "may name %d actions at most".formatted(MOST_ACTIONS));
        }
        return actions;
    }

    private static Set<String> actions(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(AuditParameters::action)
                .collect(Collectors.toSet());
    }

    private static String action(String text) {
        if (!AuditFilter.isAction(text)) {
            throw new IllegalArgumentException("'%s' is no action such as run.request".formatted(text));
        }
        return text;
    }

    static Optional<Link> anchor(Query query) {
        Optional<String> seq = query.text("seq").map(String::strip);
        Optional<String> hash = query.text("hash").map(text -> text.strip().toLowerCase(Locale.ROOT));
        if (seq.isPresent() != hash.isPresent()) {
            query.mistake(seq.isPresent() ? "hash" : "seq", "is missing: an anchor is an event's number and its hash");
            return Optional.empty();
        }
        if (seq.isPresent() && !NUMBER.matcher(seq.get()).matches()) {
            query.mistake("seq", "must be the number of an event");
            return Optional.empty();
        }
        if (hash.isPresent() && !HASH.matcher(hash.get()).matches()) {
            query.mistake("hash", "must be the hash of an event: 64 hexadecimal digits");
            return Optional.empty();
        }
        return seq.map(number -> new Link(Long.parseLong(number), hash.get()));
    }
}
