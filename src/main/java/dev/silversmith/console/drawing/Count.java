package dev.silversmith.console.drawing;

import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import java.util.Collection;
import java.util.List;

/**
 * How many steps look alike.
 *
 * @param look chooses shape, word and colour
 */
public record Count(String look, long number) {

    /** Of some looks, the most urgent first. */
    static List<Count> of(Collection<String> looks) {
        return Look.BY_URGENCY.stream()
                .map(look -> new Count(look, looks.stream().filter(look::equals).count()))
                .filter(count -> count.number() > 0)
                .toList();
    }

    /** In words: {@code 41 succeeded}. */
    public String words() {
        return Texts.of("count." + look, Words.rows(number));
    }
}
