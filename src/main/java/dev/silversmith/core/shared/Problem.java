package dev.silversmith.core.shared;

import java.util.Locale;

/** The kinds of refusal and fault that a caller can meet, each with its HTTP status. The name gives the problem's type URI. */
public enum Problem {
    MALFORMED_REQUEST(400, "The request cannot be read"),
    MISSING_IDEMPOTENCY_KEY(400, "The header Idempotency-Key is missing"),
    INVALID_IDEMPOTENCY_KEY(400, "The header Idempotency-Key is not valid"),
    UNAUTHENTICATED(401, "Log in first"),
    FORBIDDEN(403, "Your roles do not allow this"),
    FOUR_EYES(403, "A second person has to decide"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This method is not supported here"),
    NOT_ACCEPTABLE(406, "This answer is not available in the wanted form"),
    CONFLICT(409, "The state does not allow this"),
    RUN_FINISHED(409, "The run has already ended"),
    RUN_OVERLAP(409, "An open run shares a procedure with this one"),
    APPROVAL_DECIDED(409, "The run does not wait for a decision"),
    PLAN_CHANGED(409, "The plan has changed since it was requested"),
    WATERMARK_BUSY(409, "A run is working with this watermark"),
    RUN_PURGED(410, "The run of this idempotency key is no longer kept"),
    TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "This media type is not supported"),
    INVALID_REQUEST(422, "The request is not valid"),
    NOT_BUILT_YET(422, "This is not supported yet"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    INVALID_SELECTION(422, "The selection is not valid"),
    INVALID_CATALOG(422, "The catalog is not valid"),
    CYCLE(422, "The order contains a cycle"),
    MODE_NOT_ALLOWED(422, "The mode is not allowed for every selected procedure"),
    FULL_REFRESH_REFUSED(422, "A full refresh has to be confirmed, with a reason"),
    UNKNOWN_PROCEDURE(422, "A procedure is not in the database"),
    UNKNOWN_VIEW(422, "A view to refresh is not a materialized view in the database"),
    SIGNATURE_MISMATCH(422, "Parameters do not fit a procedure's signature"),
    TOO_MANY_ATTEMPTS(429, "Too many attempts"),
    INTERNAL(500, "An unexpected fault"),
    UNAVAILABLE(503, "The database cannot be reached"),
    TOO_MANY_STREAMS(503, "Too many live streams are open");

    private final int status;
    private final String title;

    Problem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The path of the problem's type URI, {@code /problems/<kebab-case>}. */
    public String type() {
        return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
