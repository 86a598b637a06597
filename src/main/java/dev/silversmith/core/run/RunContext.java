package dev.silversmith.core.run;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.ParameterSource;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What a run gives to the parameters of its procedures.
 *
 * @param startedAt when the run was admitted, by the database's clock
 * @param businessDate the day that the run is about
 */
public record RunContext(UUID id, Mode mode, Instant startedAt, LocalDate businessDate, String requestedBy) {

    /**
     * The text of a value that comes from the run, in a form that PostgreSQL reads whatever the session's settings are.
     *
     * @throws IllegalArgumentException for a source that is not the run
     */
    public String text(ParameterSource source) {
        return switch (source) {
            case RUN_ID -> id.toString();
            case RUN_MODE -> mode.word();
            case RUN_STARTED_AT -> startedAt.toString();
            case RUN_BUSINESS_DATE -> businessDate.toString();
            case RUN_REQUESTED_BY -> requestedBy;
            case VALUE, SECRET, WATERMARK_LOWER, WATERMARK_UPPER ->
                throw new IllegalArgumentException(source.word() + " does not come from the run");
        };
    }
}
