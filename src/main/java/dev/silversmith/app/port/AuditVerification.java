package dev.silversmith.app.port;

import java.util.List;
import java.util.Optional;

/** Proves that the audit trail is whole and unchanged. */
public interface AuditVerification {

    /**
     * An event's place in the chain. Kept outside of the database it is an anchor: a trail that was written anew with its head no longer
     * has it.
     *
     * @param seq the event's number; 0 for the beginning of an empty trail
     * @param hash its hash, 64 hexadecimal digits in lower case
     */
    record Link(long seq, String hash) {}

    /**
     * Something that does not fit.
     *
     * @param seq number of the event where it shows
     * @param problem what it is, for people
     */
    record Fault(long seq, String problem) {}

    /**
     * What became of a check.
     *
     * @param events how many events there are
     * @param head the end of the chain as the database keeps it apart from the events
     * @param problems the first of them, by number; none if the trail verifies
     */
    record Verdict(long events, Link head, List<Fault> problems) {

        public Verdict {
            problems = List.copyOf(problems);
        }

        /** Whether nothing was changed, added, moved or removed past the product. */
        public boolean verified() {
            return problems.isEmpty();
        }
    }

    /**
     * Reads every event, in one snapshot.
     *
     * @param anchor an event that the trail must still have; empty if nobody has kept one
     */
    Verdict verify(Optional<Link> anchor);

    /** The end of the chain as the database keeps it. */
    Link head();
}
