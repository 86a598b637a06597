package dev.silversmith.pg;

import dev.silversmith.app.port.AuditVerification.Fault;
import dev.silversmith.app.port.AuditVerification.Link;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The chain of hashes, followed event by event: each has the next number and the hash of the one before, and its own hash fits. */
final class AuditChain {

    /** Nobody reads more of them. */
    static final int MOST_PROBLEMS = 20;

    private static final HexFormat HEX = HexFormat.of();

    private final MessageDigest sha256 = sha256();
    private final Optional<Link> anchor;
    private final List<Fault> problems = new ArrayList<>();
    private boolean anchored;
    private long events;
    private long last;
    private byte[] lastHash;

    /** A chain without events. */
    AuditChain(Optional<Link> anchor) {
        this.anchor = anchor;
        this.lastHash = sha256.digest("silversmith".getBytes(StandardCharsets.UTF_8));
        compareWithAnchor();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /**
     * Follows the chain to the next event.
     *
     * @param seq its number
     * @param previousHash the hash of the event before, as the event has it; null if somebody has taken it away
     * @param fields every other column as one text
     * @param hash its own hash; null likewise
     */
    void add(long seq, byte[] previousHash, String fields, byte[] hash) {
        events++;
        if (seq > last + 1) {
            problem(last + 1, seq == last + 2 ? "is missing" : "is missing, and so is every event up to " + (seq - 1));
        } else if (seq <= last) {
            problem(seq, "is there more than once, or has a number that no event has");
        } else if (!Arrays.equals(previousHash, lastHash)) {
            problem(seq, "does not follow from the event before it");
        }
        if (!Arrays.equals(digest(previousHash, fields), hash)) {
            problem(seq, "was changed: its hash does not fit what it says");
        }
        last = seq;
        lastHash = hash;
        compareWithAnchor();
    }

    private byte[] digest(byte[] previousHash, String fields) {
        if (previousHash != null) {
            sha256.update(previousHash);
        }
        return sha256.digest(String.valueOf(fields).getBytes(StandardCharsets.UTF_8));
    }

    private void compareWithAnchor() {
        if (anchor.filter(kept -> kept.seq() == last).isPresent()) {
            anchored = true;
            if (!anchor.get().equals(new Link(last, hex(lastHash)))) {
                problem(last, "is another one than the anchor tells of: the trail was written anew");
            }
        }
    }

    /**
     * Compares the end of the chain with its heads.
     *
     * @param heads what the database keeps as the chain's end: one, if nobody has touched it
     */
    void end(List<Link> heads) {
        if (heads.size() != 1) {
            problem(last, "is the last event, but the trail has %d heads instead of one".formatted(heads.size()));
        } else if (!heads.get(0).equals(new Link(last, hex(lastHash)))) {
            problem(
                    last,
                    "is the last event, but the head tells of event %d with hash %s: the end was cut off or replaced"
                            .formatted(heads.get(0).seq(), heads.get(0).hash()));
        }
        if (anchor.isPresent() && !anchored) {
            problem(anchor.get().seq(), "is the event of the anchor, but the trail has no such event any more");
        }
    }

    private void problem(long seq, String what) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Fault(seq, what));
        }
    }

    static String hex(byte[] hash) {
        return hash == null ? "" : HEX.formatHex(hash);
    }

    long events() {
        return events;
    }

    /** Where the chain ends. */
    Link end() {
        return new Link(last, hex(lastHash));
    }

    List<Fault> problems() {
        return List.copyOf(problems);
    }
}
