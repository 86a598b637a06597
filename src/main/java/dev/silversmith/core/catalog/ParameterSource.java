package dev.silversmith.core.catalog;

import java.util.Arrays;
import java.util.Optional;

/** Where a parameter's value comes from. */
public enum ParameterSource {
    /** A constant of the catalog, which a request may override. */
    VALUE("value"),
    /** A configuration property of the server, never shown. */
    SECRET("secret"),
    /** Where the procedure's window begins. */
    WATERMARK_LOWER("watermark.lower"),
    /** Where the procedure's window ends. */
    WATERMARK_UPPER("watermark.upper"),
    RUN_ID("run.id"),
    RUN_MODE("run.mode"),
    RUN_STARTED_AT("run.startedAt"),
    RUN_BUSINESS_DATE("run.businessDate"),
    RUN_REQUESTED_BY("run.requestedBy");

    private final String word;

    ParameterSource(String word) {
        this.word = word;
    }

    /** Whether the value comes from the procedure's watermark. */
    public boolean isWatermark() {
        return this == WATERMARK_LOWER || this == WATERMARK_UPPER;
    }

    /** The word in the catalog file, in tables and in the step's parameters. */
    public String word() {
        return word;
    }

    public static Optional<ParameterSource> ofWord(String word) {
        return Arrays.stream(values())
                .filter(source -> source.word.equals(word))
                .findFirst();
    }
}
