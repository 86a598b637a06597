package dev.silversmith.yaml;

/**
 * A place in the file.
 *
 * @param path keys from the top with dots between them; empty for the file itself
 * @param line from 1
 */
record Place(String path, int line) {

    Place child(String key, int childLine) {
        return new Place(path.isEmpty() ? key : path + "." + key, childLine);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? "line " + line : "%s (line %d)".formatted(path, line);
    }
}
