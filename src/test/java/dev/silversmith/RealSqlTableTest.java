package dev.silversmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on real SQL names a test for each of its rows, and each of them is there. */
class RealSqlTableTest {

    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w{15,})`");

    private static List<String> rows() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("src/docs/real-sql.md"))) {
            return lines.takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("| ") && !line.startsWith("| --- ") && !line.startsWith("| met "))
                    .toList();
        }
    }

    @Test
    void every_row_names_tests_that_are_there() throws IOException {
        TreeSet<String> there = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                Pattern.compile("void\\s+(\\w+)\\(")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(found -> there.add(name + "." + found.group(1)));
            }
        }

        assertThat(rows()).hasSizeGreaterThan(20).allSatisfy(row -> assertThat(
                        NAMED.matcher(row).results().map(found -> found.group(1) + "." + found.group(2)))
                .isNotEmpty()
                .isSubsetOf(there));
    }
}
