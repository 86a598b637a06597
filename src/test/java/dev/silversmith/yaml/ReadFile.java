package dev.silversmith.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.CatalogFile;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import java.util.List;

/** Reads files for tests. */
final class ReadFile {

    private ReadFile() {}

    /** The catalog of a file without a mistake. */
    static Catalog catalog(String file) {
        CatalogFile read = new YamlCatalogFormat().read(file);
        assertThat(read.mistakes()).isEmpty();
        return read.catalog();
    }

    /** What is said of a file with mistakes. */
    static ProblemException refusal(String file) {
        try {
            return new YamlCatalogFormat().read(file).refusal(Problem.INVALID_CATALOG, List.of());
        } catch (ProblemException unreadable) {
            return unreadable;
        }
    }
}
