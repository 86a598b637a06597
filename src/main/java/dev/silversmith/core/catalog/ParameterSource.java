package dev.silversmith.core.catalog;

import java.util.Arrays;
import java.util.Optional;

/** Where a parameter's value comes from. */
public enum ParameterSource {
    /** A constant of the catalog, which a request may override. */
    VALUE("value"),
    RUN_ID("run.id"),
    RUN_MODE("run.mode"),
    RUN_STARTED_AT("run.startedAt"),
    RUN_BUSINESS_DATE("run.businessDate"),
    RUN_REQUESTED_BY("run.requestedBy");

    private final String word;

    ParameterSource(String word) {
        this.word = word;
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
