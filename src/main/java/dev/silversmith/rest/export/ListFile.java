package dev.silversmith.rest.export;

import dev.silversmith.app.port.Page;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** Every item of a list as a file: it is written while it is read, so no list is too long. */
public final class ListFile {

    private ListFile() {}

    /**
     * The answer.
     *
     * @param name the file's name without its ending
     * @param head the first line with its line break; empty for none
     * @param pages reads the page after a cursor
     * @param line an item's line with its line break
     */
    public static <T> Response of(
            ListFormat format,
            String name,
            String head,
            Function<Optional<String>, Page<T>> pages,
            Function<T, String> line) {
        // What is wrong with the filter must be told before the answer has begun.
        Page<T> first = pages.apply(Optional.empty());
        StreamingOutput file = out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            writer.write(head);
            write(writer, first, pages, line);
            writer.flush();
        };
        return Response.ok(file, format.type())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"%s.%s\"".formatted(name, format.word()))
                .build();
    }

    private static <T> void write(
            Writer writer, Page<T> first, Function<Optional<String>, Page<T>> pages, Function<T, String> line)
            throws IOException {
        Page<T> page = first;
        while (true) {
            for (T item : page.items()) {
                writer.write(line.apply(item));
            }
            if (page.nextCursor().isEmpty()) {
                return;
            }
            page = pages.apply(page.nextCursor());
        }
    }
}
