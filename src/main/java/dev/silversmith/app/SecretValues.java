package dev.silversmith.app;

import dev.silversmith.app.port.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The secrets of one unit's calls: finds them, and remembers which they were and which are missing. */
final class SecretValues implements UnaryOperator<String> {

    private final Secrets secrets;
    private final List<String> values = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    SecretValues(Secrets secrets) {
        this.secrets = secrets;
    }

    /** The value of a property; null if this server has none. */
    @Override
    public String apply(String name) {
        Optional<String> value = secrets.find(name);
        value.ifPresentOrElse(values::add, () -> missing.add(name));
        return value.orElse(null);
    }

    /** Why there can be no call; empty if nothing is missing. */
    Optional<String> missing() {
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("this server has no configuration property %s, which is a secret of the procedure"
                        .formatted(String.join(", ", missing)));
    }

    Redaction redaction() {
        return new Redaction(values);
    }
}
