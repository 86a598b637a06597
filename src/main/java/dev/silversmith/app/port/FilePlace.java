package dev.silversmith.app.port;

/**
 * A place in a catalog file.
 *
 * @param path keys from the top with dots between them; empty for the file itself
 * @param line from 1
 */
public record FilePlace(String path, int line) {

    public FilePlace child(String key, int childLine) {
        return new FilePlace(path.isEmpty() ? key : path + "." + key, childLine);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? "line " + line : "%s (line %d)".formatted(path, line);
    }
}
