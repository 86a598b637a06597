package dev.silversmith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The habits of the house that no compiler knows. */
class HouseRulesTest {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final int LONGEST_FILE = 300;
    private static final int LONGEST_BEAN = 150;

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Every place of the main sources where a pattern occurs, as {@code file:line}. */
    private static List<String> occurrences(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex);
        return sources().stream()
                .flatMap(file -> {
                    List<String> lines = lines(file);
                    return IntStream.range(0, lines.size())
                            .filter(number -> pattern.matcher(lines.get(number)).find())
                            .mapToObj(number -> file + ":" + (number + 1));
                })
                .toList();
    }

    @Test
    void there_is_something_to_check() throws IOException {
        assertThat(sources()).hasSizeGreaterThan(20);
    }

    @Test
    void no_file_is_longer_than_300_lines() throws IOException {
        assertThat(sources()).allSatisfy(file -> assertThat(lines(file)).hasSizeLessThanOrEqualTo(LONGEST_FILE));
    }

    /** A page's bean that is longer does what belongs to a use case. */
    @Test
    void no_bean_of_a_page_is_longer_than_150_lines_of_code() throws IOException {
        assertThat(sources().stream().filter(file -> file.toString().matches(".*console.*(Page|Form)\\.java")))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(lines(file).stream().filter(HouseRulesTest::isCode))
                        .hasSizeLessThanOrEqualTo(LONGEST_BEAN));
    }

    private static boolean isCode(String line) {
        return !line.isBlank()
                && !line.strip().startsWith("import ")
                && !line.strip().matches("(/\\*\\*|\\*|//).*");
    }

    @Test
    void nothing_is_left_to_do() throws IOException {
        assertThat(occurrences("\\b(TO[D]O|FIX[M]E|XX[X])\\b")).isEmpty();
    }

    @Test
    void nothing_is_printed_but_by_the_command_line() throws IOException {
        assertThat(occurrences("System\\s*\\.\\s*(out|err)|\\.printStackTrace\\("))
                .singleElement()
                .asString()
                .contains("AuditCommand.java");
    }

    @Test
    void every_package_says_what_it_is() throws IOException {
        assertThat(sources().stream()
                        .map(Path::getParent)
                        .distinct()
                        .filter(folder -> !Files.exists(folder.resolve("package-info.java"))))
                .isEmpty();
    }

    /** Some versions of the build's test runner silently leave out rules that are fields. */
    @Test
    void every_architecture_rule_is_found_by_the_test_runner() {
        long declared = Stream.<AnnotatedElement>concat(
                        Arrays.stream(ArchitectureTest.class.getDeclaredFields()),
                        Arrays.stream(ArchitectureTest.class.getDeclaredMethods()))
                .filter(member -> member.isAnnotationPresent(ArchTest.class))
                .count();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(ArchitectureTest.class))
                .build();

        long found = LauncherFactory.create().discover(request).countTestIdentifiers(TestIdentifier::isTest);

        assertThat(found).isEqualTo(declared).isGreaterThan(0);
    }
}
