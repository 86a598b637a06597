package dev.silversmith.yaml;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The words of the file that stand for constants, in the order in which a refusal lists them. */
final class WordList {

    private WordList() {}

    static <T> Map<String, T> of(Function<T, String> word, T[] constants) {
        Map<String, T> words = new LinkedHashMap<>();
        Arrays.stream(constants).forEach(constant -> words.put(word.apply(constant), constant));
        return Collections.unmodifiableMap(words);
    }
}
