package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.Standing;
import dev.silversmith.core.run.StepStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every page's source keeps to. */
class PagesTest {

    private static final Path FACES = Path.of("faces");
    private static final Pattern NEVER =
            Pattern.compile("escape=|<script|<style|\\sstyle=|\\son[a-z]+=|h:commandLink|f:ajax|javascript:");
    private static final Pattern TEXT_KEY = Pattern.compile("msg(?:\\['([a-zA-Z.]+)'\\]|\\.([a-zA-Z]+))");
    private static final Pattern TERM = Pattern.compile("<s:fact term=\"([a-zA-Z.]+)\"");

    private static final ResourceBundle TEXTS =
            ResourceBundle.getBundle("dev.silversmith.console.messages", Locale.ENGLISH);

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(FACES)) {
            return files.filter(file -> file.toString().endsWith("html")).toList();
        }
    }

    private static String source(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void no_page_has_inline_script_or_style_or_writes_unescaped(Path page) {
        assertThat(NEVER.matcher(source(page)).results().map(MatchResult::group))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_text_of_a_page_is_in_the_bundle(Path page) {
        Set<String> keys = new TreeSet<>();
        TEXT_KEY.matcher(source(page))
                .results()
                .forEach(match -> keys.add(match.group(1) == null ? match.group(2) : match.group(1)));
        TERM.matcher(source(page)).results().forEach(match -> keys.add(match.group(1)));

        assertThat(TEXTS.keySet()).containsAll(keys);
    }

    @Test
    void every_word_of_the_product_has_its_text() {
        assertThat(TEXTS.keySet())
                .containsAll(keys("status.", RunStatus.values(), RunStatus::word))
                .containsAll(keys("status.", StepStatus.values(), StepStatus::word))
                .containsAll(keys("status.", Standing.values(), Standing::word))
                .containsAll(keys("status.", ResetStatus.values(), ResetStatus::word))
                .contains(
                        "said.approve",
                        "said.reject",
                        "said.withdraw",
                        "said.late",
                        "standing.approve",
                        "standing.reject")
                .containsAll(keys("scope.", TransactionScope.values(), TransactionScope::word))
                .containsAll(keys("mode.", Mode.values(), mode -> mode.name().toLowerCase(Locale.ROOT)))
                .containsAll(keys("kind.", Kind.values(), kind -> kind.name().toLowerCase(Locale.ROOT)));
    }

    @Test
    void every_status_has_its_shape() {
        String icons = source(FACES.resolve("WEB-INF/templates/icons.xhtml"));

        assertThat(Stream.of(
                                Arrays.stream(RunStatus.values()).map(RunStatus::word),
                                Arrays.stream(StepStatus.values()).map(StepStatus::word),
                                Arrays.stream(Standing.values()).map(Standing::word),
                                Arrays.stream(ResetStatus.values()).map(ResetStatus::word))
                        .flatMap(words -> words))
                .allSatisfy(word -> assertThat(icons).contains("id=\"icon-" + word + "\""));
    }

    private static <T> List<String> keys(String prefix, T[] values, Function<T, String> word) {
        return Arrays.stream(values).map(value -> prefix + word.apply(value)).toList();
    }
}
