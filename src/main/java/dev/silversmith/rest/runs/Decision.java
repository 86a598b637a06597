package dev.silversmith.rest.runs;

import dev.silversmith.core.run.Reason;
import dev.silversmith.rest.json.JsonBody;
import dev.silversmith.rest.json.JsonFields;
import java.util.Map;
import java.util.Optional;

/**
 * The body of a decision.
 *
 * @param reason why; always there with a rejection
 * @param planFingerprint of the plan that is decided on, if it was said; only of runs
 */
public record Decision(boolean approve, Optional<String> reason, Optional<String> planFingerprint) {

    private static final int LONGEST_FINGERPRINT = 100;
    private static final Map<String, Boolean> WORDS = Map.of("approve", true, "reject", false);

    /**
     * Reads the body.
     *
     * @throws dev.silversmith.core.shared.ProblemException naming every mistake
     */
    public static Decision read(JsonBody body) {
        return body.read(fields -> read(fields, Optional.empty()));
    }

    /** As {@link #read}, of a run. */
    static Decision readOfRun(JsonBody body) {
        return body.read(fields -> read(fields, fields.text("planFingerprint", LONGEST_FINGERPRINT)));
    }

    private static Decision read(JsonFields fields, Optional<String> planFingerprint) {
        Optional<Boolean> approve = fields.word("decision", WORDS);
        Optional<String> reason =
                fields.text("reason", Reason.LONGEST).map(String::strip).filter(text -> !text.isEmpty());
        if (approve.isEmpty()) {
            fields.mistake("decision", "must be approve or reject");
        } else if (!approve.get() && reason.filter(Reason::isEnough).isEmpty()) {
            fields.mistake("reason", "a rejection needs a reason of at least %d characters".formatted(Reason.SHORTEST));
        }
        return new Decision(approve.orElse(false), reason, planFingerprint);
    }
}
