package dev.silversmith.rest.export;

import dev.silversmith.rest.Query;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms in which a list is answered: a page of JSON, or every item as a file. */
public enum ListFormat {
    JSON("application", "json"),
    CSV("text", "csv"),
    JSONL("application", "x-ndjson");

    /** The media type of files of comma-separated values. */
    public static final String CSV_TYPE = "text/csv";

    /** The media type of files with a JSON object in each line. */
    public static final String JSONL_TYPE = "application/x-ndjson";

    private final String family;
    private final String member;

    ListFormat(String family, String member) {
        this.family = family;
        this.member = member;
    }

    MediaType type() {
        return new MediaType(family, member, StandardCharsets.UTF_8.name());
    }

    /** The word in an address, also the ending of a file's name. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The form that is asked for: by the parameter {@code format}, else by the header Accept. A file has every item: it takes neither
     * {@code limit} nor {@code cursor}.
     *
     * @param acceptable what the caller accepts, the most wanted first
     * @param offered the forms that the list has, JSON first
     */
    public static ListFormat of(Query query, List<MediaType> acceptable, List<ListFormat> offered) {
        Optional<String> word = query.text("format");
        ListFormat format = word.isPresent() ? ofWord(query, word.get(), offered) : accepted(acceptable, offered);
        if (format != JSON) {
            query.text("limit")
                    .ifPresent(limit -> query.mistake("limit", "is of pages of JSON; a file has every item"));
            query.text("cursor")
                    .ifPresent(cursor -> query.mistake("cursor", "is of pages of JSON; a file has every item"));
        }
        return format;
    }

    private static ListFormat ofWord(Query query, String word, List<ListFormat> offered) {
        Optional<ListFormat> format =
                offered.stream().filter(one -> one.word().equals(word)).findFirst();
        if (format.isEmpty()) {
            List<String> words = offered.stream().map(ListFormat::word).toList();
            query.mistake("format", "must be one of: " + String.join(", ", words));
        }
        return format.orElse(JSON);
    }

    private static ListFormat accepted(List<MediaType> acceptable, List<ListFormat> offered) {
        return acceptable.stream()
                .flatMap(wanted -> offered.stream().filter(one -> one.type().isCompatible(wanted)))
                .findFirst()
                .orElse(JSON);
    }
}
