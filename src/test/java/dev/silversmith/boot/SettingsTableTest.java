package dev.silversmith.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTableTest {

    @Test
    void the_readme_lists_every_setting_as_the_code_has_it_and_no_other() throws IOException {
        List<String> expected =
                Settings.ALL.stream().map(SettingsTableTest::row).toList();

        assertThat(rows()).containsExactlyElementsOf(expected);
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `SILVERSMITH_"))
                .toList();
    }

    private static String row(Setting setting) {
        String ordinary = Optional.ofNullable(setting.defaultValue())
                .filter(value -> !value.isEmpty())
                .map(value -> "`" + value + "`")
                .orElse("–");
        String range = setting.largest() < setting.smallest()
                ? ""
                : ", %d to %d".formatted(setting.smallest(), setting.largest());
        return "| `%s` | %s | %s%s |".formatted(setting.key(), ordinary, setting.meaning(), range);
    }
}
