package dev.silversmith.console;

import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** How an address names a run: by its number or its id. */
final class RunAddress {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private RunAddress() {}

    /**
     * The run of a text; empty if there is none, or the text names no run.
     *
     * @param text may be null
     */
    static Optional<RunView> find(RunQueries queries, String text) {
        if (text == null) {
            return Optional.empty();
        }
        if (NUMBER.matcher(text).matches()) {
            return queries.run(Long.parseLong(text));
        }
        return ID.matcher(text).matches() ? queries.run(UUID.fromString(text)) : Optional.empty();
    }
}
