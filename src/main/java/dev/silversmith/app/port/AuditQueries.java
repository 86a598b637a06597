package dev.silversmith.app.port;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads of the audit trail. */
public interface AuditQueries {

    /**
     * Which events to list: those that satisfy every part.
     *
     * @param actor exact name; empty for all
     * @param actions any of these, for example {@code run.request}; empty for all
     * @param objectType exact kind of object; empty for all
     * @param objectId exact object; empty for all
     * @param at when they were recorded
     * @param text in number, actor, action, object, reason or the states before and after, in whatever case; empty for all
     */
    record AuditFilter(
            Optional<String> actor,
            Set<String> actions,
            Optional<String> objectType,
            Optional<String> objectId,
            Period at,
            Optional<String> text) {

        private static final Pattern ACTION = Pattern.compile("[a-z]{1,40}(\\.[a-z]{1,40}){0,3}");

        /** @throws IllegalArgumentException if one of the actions cannot be one */
        public AuditFilter {
            actions = Set.copyOf(actions);
            if (!actions.stream().allMatch(AuditFilter::isAction)) {
                throw new IllegalArgumentException("not all of them are actions: " + actions);
            }
        }

        /** Whether a text has the form of an action: small letters and points. */
        public static boolean isAction(String text) {
            return ACTION.matcher(text).matches();
        }
    }

    /**
     * An event of the trail.
     *
     * @param seq its place, from 1 without gaps
     * @param id its id
     * @param at when, by the database's clock
     * @param actor who did it
     * @param action what was done
     * @param objectType the kind of thing it was done to
     * @param objectId which one
     * @param reason why; empty where none was given
     * @param before JSON text of the state before; empty where there is none
     * @param after JSON text of the state after; empty where there is none
     * @param hash 64 hexadecimal digits
     */
    record AuditView(
            long seq,
            UUID id,
            Instant at,
            String actor,
            String action,
            String objectType,
            String objectId,
            Optional<String> reason,
            Optional<String> before,
            Optional<String> after,
            String hash) {}

    /**
     * Events, newest first. A text is looked for in some thousands of events at a time: a page may have fewer items than wanted, even none,
     * and yet a next cursor.
     *
     * @param limit 1 to 200
     * @param cursor a page's {@code nextCursor}, of the same filter
     * @throws dev.silversmith.core.shared.ProblemException if the cursor is not one
     */
    Page<AuditView> events(AuditFilter filter, int limit, Optional<String> cursor);
}
