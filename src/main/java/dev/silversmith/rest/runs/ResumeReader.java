package dev.silversmith.rest.runs;

import dev.silversmith.core.run.Reason;
import dev.silversmith.rest.json.JsonBody;
import dev.silversmith.rest.json.JsonFields;
import java.util.Optional;

/** Reads the body of a request to resume a run. */
final class ResumeReader {

    private ResumeReader() {}

    /** What the body says. */
    record Said(boolean acceptDrift, Optional<String> reason) {}

    /** @throws dev.silversmith.core.shared.ProblemException naming every mistake */
    static Said read(JsonBody body) {
        return body.read(ResumeReader::said);
    }

    private static Said said(JsonFields fields) {
        boolean acceptDrift = fields.flag("acceptDrift").orElse(false);
        Optional<String> reason = fields.text("reason", Reason.LONGEST).filter(text -> !text.isBlank());
        if (acceptDrift && reason.filter(Reason::isEnough).isEmpty()) {
            fields.mistake(
                    "reason", "must have at least %d characters where acceptDrift is true".formatted(Reason.SHORTEST));
        }
        return new Said(acceptDrift, reason);
    }
}
