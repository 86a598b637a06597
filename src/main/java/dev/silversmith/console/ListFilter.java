package dev.silversmith.console;

import dev.silversmith.app.port.Period;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the address of a list says of what to list. A word that is not known is left out with a notice, for an old link must still show
 * something; a time or a name that makes no sense is a problem, for a list without that filter is not what was asked for.
 *
 * <p>What was understood makes the list's own address, and a chip for each part of it.
 */
public final class ListFilter {

    /**
     * A part of the filter that can be taken away.
     *
     * @param label what kind of part
     * @param value what it says
     * @param address the list without it
     */
    public record Chip(String label, String value, String address) {}

    /** A part, as long as not all of them are known: the address without it is that of all the others. */
    private record Part(String name, String value, String shown) {}

    private static final int LONGEST = 1000;

    private final Map<String, List<String>> said;
    private final ZoneId zone;
    private final Instant now;
    private final List<String> notices = new ArrayList<>();
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final Map<String, Instant> times = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private Address address;

    /**
     * Begins to read.
     *
     * @param path the list's page
     * @param said the parameters of the request
     * @param zone of the times in it
     * @param now the time of the page
     */
    ListFilter(String path, Map<String, List<String>> said, ZoneId zone, Instant now) {
        this.address = Address.of(path);
        this.said = said;
        this.zone = zone;
        this.now = now;
    }

    private List<String> values(String name) {
        return said.getOrDefault(name, List.of()).stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** What was said, understood or not; empty if nothing. */
    public String written(String name) {
        return values(name).stream().findFirst().orElse("");
    }

    /** A text; one that is too long or no text is a problem. */
    Optional<String> text(String name) {
        Optional<String> value = values(name).stream().findFirst();
        if (value.isPresent() && (value.get().length() > LONGEST || value.get().indexOf('\0') >= 0)) {
            problem(name, Texts.of("filter.text", label(name), LONGEST));
            return Optional.empty();
        }
        value.ifPresent(text -> keep(name, text, text));
        return value;
    }

    /**
     * Some of the known words, repeated or separated by commas.
     *
     * @param texts what the keys of their texts begin with
     */
    Set<String> words(String name, Collection<String> known, String texts) {
        Set<String> words = new LinkedHashSet<>();
        for (String value : values(name)) {
            for (String word : value.split(",", -1)) {
                if (known.contains(word.strip())) {
                    words.add(word.strip());
                } else {
                    leaveOut(name, word);
                }
            }
        }
        words.forEach(word -> parts.add(new Part(name, word, Texts.of(texts + word))));
        address = address.with(name, List.copyOf(words));
        return words;
    }

    /** From {@code from} on and before {@code to}, in the zone of the page. */
    Period period() {
        Optional<Instant> from = instant("from");
        Optional<Instant> to = instant("to");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            problem("from", Texts.of("filter.order"));
        }
        return new Period(from, to);
    }

    private Optional<Instant> instant(String name) {
        Optional<String> value = values(name).stream().findFirst();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        WrittenTime time = WrittenTime.read(value.get(), zone, now);
        if (time.instant().isEmpty()) {
            problem(name, label(name) + ": " + time.refusal().orElseThrow());
        } else {
            String shown = value.get().equals(WrittenTime.TODAY)
                    ? Texts.of("filter.today")
                    : Words.date(time.instant().get(), zone) + " "
                            + Words.clock(time.instant().get(), zone);
            keep(name, value.get(), shown);
            times.put(name, time.instant().get());
        }
        return time.instant();
    }

    /** A time as its field has it; empty where there is none or it is not understood. */
    public String field(String name) {
        return times.containsKey(name) ? WrittenTime.field(times.get(name), zone) : "";
    }

    /** A whole number from 1 to a largest one; another one is left out with a notice. */
    int number(String name, int usual, int largest) {
        String text = written(name);
        if (text.isEmpty()) {
            return usual;
        }
        if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= largest) {
            return Integer.parseInt(text);
        }
        leaveOut(name, text);
        return usual;
    }

    /** Says that something was not understood; nothing if nothing was said. */
    void leaveOut(String name, String text) {
        if (!text.isBlank()) {
            notices.add(Texts.of("filter.unknown", Texts.of("filter.kind." + name), shortened(text)));
        }
    }

    private void keep(String name, String value, String shown) {
        address = address.with(name, value);
        parts.add(new Part(name, value, shown));
    }

    /** Keeps something in the address that takes nothing from the list: it has no chip. */
    void stay(String name, String value) {
        address = address.with(name, value);
    }

    /** Keeps the zone that the address says; empty if it says none. */
    String keepZone() {
        String said = Preferences.zone(written("tz")).isPresent() ? written("tz") : "";
        stay("tz", said);
        return said;
    }

    /** Remembers that the list cannot be read so. */
    void problem(String name, String why) {
        problems.putIfAbsent(name, why);
    }

    private static String label(String name) {
        return Texts.of("filter." + name);
    }

    private static String shortened(String text) {
        String word = text.strip();
        return word.length() <= 60 ? word : word.substring(0, 60) + "…";
    }

    /** The list as it was understood. */
    public Address address() {
        return address;
    }

    /** What was left out, in sentences. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /** What makes no sense, by the name of the field. */
    public Map<String, String> problems() {
        return problems;
    }

    /** The parts of the filter, in the order in which they were read. */
    public List<Chip> chips() {
        return parts.stream()
                .map(part -> new Chip(
                        label(part.name()),
                        part.shown(),
                        address.without(part.name(), part.value()).toString()))
                .toList();
    }
}
