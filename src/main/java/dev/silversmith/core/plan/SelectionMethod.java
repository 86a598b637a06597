package dev.silversmith.core.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** By what a term of a selection finds procedures. */
enum SelectionMethod {
    PROC("procedure"),
    TAG("tag"),
    GROUP("group"),
    KIND("kind"),
    SCHEMA("schema");

    /** Methods of the language that this version does not know yet. */
    private static final List<String> LATER = List.of("reads", "writes", "mv", "result", "state");

    private final String noun;

    SelectionMethod(String noun) {
        this.noun = noun;
    }

    /** What the method's values name, for messages. */
    String noun() {
        return noun;
    }

    /** Whether unquoted values fold to lower case. Tags and groups are no SQL identifiers: they match as written. */
    boolean folds() {
        return this != TAG && this != GROUP;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<SelectionMethod> ofWord(String word) {
        return Arrays.stream(values())
                .filter(method -> method.word().equals(word))
                .findFirst();
    }

    static boolean isLater(String word) {
        return LATER.contains(word);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(SelectionMethod::word).toList();
    }
}
