package dev.silversmith.app.port;

import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Optional;
import java.util.UUID;

/**
 * Sets watermarks, and keeps the requests for it. The database decides what needs a second person, and that there is one decision at most.
 * Every method works in the caller's transaction.
 */
public interface WatermarkResets {

    /** The watermark of a procedure. */
    record Target(UUID procedure, WatermarkType type) {}

    /**
     * A run that has a watermark in its hands.
     *
     * @param number for people
     */
    record Holder(UUID run, long number) {}

    /** What became of a call; only after {@code DONE} anything has changed. */
    enum Outcome {
        DONE,
        /** There is no such watermark or request. */
        UNKNOWN,
        /** The catalog does not declare the watermark any more, or in another type. */
        UNDECLARED,
        /** The watermark stands there already. */
        UNCHANGED,
        /** Another request for this watermark waits for a second person. */
        PENDING,
        /** A unit that is under way holds the watermark, or somebody who changes it at this moment. */
        BUSY,
        /** The request has been decided or withdrawn, or has run out before. */
        ENDED,
        /** The request has just run out. */
        EXPIRED,
        /** Who asked may not decide. */
        SAME_PERSON
    }

    Optional<Target> find(QualifiedName procedure);

    /**
     * Sets a watermark at once, or keeps the request.
     *
     * @param id of the request
     * @param value in the one form of its type; empty for nowhere
     */
    Outcome request(UUID id, UUID procedure, Optional<String> value, String reason, String actor);

    /** Approves, which sets the watermark, or rejects. */
    Outcome decide(UUID id, boolean approve, Optional<String> reason, String actor);

    Outcome cancel(UUID id, String actor);

    /** Ends requests that nobody has decided in time; answers how many. */
    int expire();

    /** A run with a unit under way that reads or moves a procedure's watermark. */
    Optional<Holder> holder(UUID procedure);
}
