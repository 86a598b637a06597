package dev.silversmith.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTest {

    @TempDir
    private Path data;

    @Test
    void a_process_that_has_taken_over_the_number_is_not_ended_and_the_number_is_forgotten() throws IOException {
        Path file = Files.writeString(
                data.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + data + "\n1700000000\n");
        var postmaster = new Postmaster(data);

        postmaster.stop();
        postmaster.forgetStrangers();

        assertThat(file).doesNotExist();
    }

    @Test
    void a_file_that_was_only_half_written_is_removed() throws IOException {
        Path file = Files.writeString(data.resolve("postmaster.pid"), "");

        new Postmaster(data).forgetStrangers();

        assertThat(file).doesNotExist();
    }

    @Test
    void the_number_of_a_process_that_is_gone_is_left_for_postgresql_to_judge() throws IOException {
        Path file = Files.writeString(data.resolve("postmaster.pid"), Long.MAX_VALUE + "\n");

        new Postmaster(data).forgetStrangers();

        assertThat(file).exists();
    }
}
