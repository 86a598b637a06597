package dev.silversmith.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

    @TempDir
    private Path parent;

    @Test
    void files_that_were_only_being_made_are_removed() throws IOException {
        DemoFolder folder = DemoFolder.lock(parent.resolve(".demo"));
        Files.createDirectories(folder.data().resolve("base/1"));
        Files.writeString(folder.data().resolve("base/1/1259"), "half");

        folder.removeUnfinishedData();

        assertThat(folder.data()).doesNotExist();
    }

    @Test
    void files_that_are_whole_stay() throws IOException {
        DemoFolder folder = DemoFolder.lock(parent.resolve(".demo"));
        Path file = Files.writeString(Files.createDirectories(folder.data()).resolve("PG_VERSION"), "15");
        folder.keepData();

        folder.removeUnfinishedData();

        assertThat(file).hasContent("15");
    }
}
