package dev.silversmith.app.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.silversmith.app.RunRequest;
import dev.silversmith.app.launch.ReadLaunch.Read;
import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.shared.ArgumentName;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadLaunchTest {

    private final ReadLaunch reader = new ReadLaunch(new EngineSettings(
            "s", "1", "w", 4, 32, Duration.ofSeconds(30), 3, Duration.ofSeconds(20), 10_000, 12, true, 9443));

    private static LaunchForm form(Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.putIfAbsent("key", "k");
        return new LaunchForm("s.x", "", all, new TreeMap<>(), List.of());
    }

    private Read read(Map<String, String> fields) {
        return reader.read(form(fields), true);
    }

    @Test
    void what_is_left_empty_has_the_defaults_of_the_api() {
        RunRequest request = read(Map.of("timeout", " ", "maxParallel", "")).request();

        assertThat(request.plan().mode()).isEqualTo(Mode.INCREMENTAL);
        assertThat(request.plan().scope()).isEqualTo(TransactionScope.PER_PROCEDURE);
        assertThat(request.plan().maxParallel()).isEqualTo(4);
        assertThat(request.stopOnFailure()).isFalse();
        assertThat(request.rejectOnOverlap()).isFalse();
        assertThat(request.timeout()).isEmpty();
        assertThat(request.businessDate()).isEmpty();
        assertThat(request.timeZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(request.trigger()).isEqualTo("console");
        assertThat(request.full()).isEqualTo(FullRefresh.UNCONFIRMED);
    }

    @Test
    void every_field_is_read() {
        Map<String, String> fields = new HashMap<>(Map.of("mode", "full", "transactionScope", "per_group"));
        fields.putAll(Map.of("maxParallel", "32", "onFailure", "stop", "onOverlap", "reject", "timeout", "PT30M"));
        fields.putAll(Map.of("businessDate", "2026-11-23", "timeZone", "Europe/Berlin"));
        fields.putAll(Map.of("reason", " rebuild it all ", "confirmed", "true"));
        Read read = read(fields);
        RunRequest request = read.request();

        assertThat(read.mistakes()).isEmpty();
        assertThat(request.plan().scope()).isEqualTo(TransactionScope.PER_GROUP);
        assertThat(request.plan().maxParallel()).isEqualTo(32);
        assertThat(request.stopOnFailure()).isTrue();
        assertThat(request.rejectOnOverlap()).isTrue();
        assertThat(request.timeout()).contains(Duration.ofMinutes(30));
        assertThat(request.businessDate()).contains(LocalDate.of(2026, 11, 23));
        assertThat(request.timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(request.full()).isEqualTo(new FullRefresh(true, "rebuild it all"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode | fast | 'fast' is none of: full, incremental",
                "transactionScope | x | 'x' is none of: per_group, per_procedure",
                "maxParallel | 33 | must be a whole number from 1 to 32",
                "maxParallel | 1.5 | must be a whole number from 1 to 32",
                "timeout | 30 | '30' is not a duration like PT30M",
                "timeout | PT0S | must last from PT1S to PT744H",
                "timeout | PT1.0001S | must be in whole milliseconds",
                "businessDate | 2026-13-01 | '2026-13-01' is not a date (YYYY-MM-DD)",
                "businessDate | +10000-01-01 | must be in the years 1 to 9999",
                "timeZone | Mars/Base | 'Mars/Base' is not a time zone like Europe/Berlin",
                "dryRun | true | a dry run is not supported yet",
                "key | é | takes 1 to 255 printable ASCII characters",
            })
    void a_field_that_makes_no_sense_is_told_at_its_place_and_has_its_default(
            String field, String text, String detail) {
        assertThat(read(Map.of(field, text)).mistakes())
                .extracting(Violation::pointer, Violation::detail)
                .containsExactly(tuple("/" + field, detail));
    }

    @Test
    void an_engineer_is_told_that_a_full_refresh_is_for_operators() {
        assertThat(reader.read(form(Map.of("mode", "full")), false).mistakes())
                .extracting(Violation::pointer)
                .containsExactly("/mode");
    }

    @Test
    void nothing_selected_is_not_everything_selected() {
        LaunchForm blank = form(Map.of()).selecting(" ");

        assertThat(reader.read(blank, true).mistakes())
                .extracting(Violation::detail)
                .containsExactly("choose at least one procedure; * takes every enabled one");
    }

    @Test
    void a_parameter_with_an_empty_field_keeps_its_default() {
        var overrides = new TreeMap<>(Map.of(
                ArgumentName.parse("s.x.p_day"), "2026-01-01",
                ArgumentName.parse("s.x.p_none"), "",
                ArgumentName.parse("s.x.p_null"), "\\N"));
        LaunchForm form = new LaunchForm("s.x", "", Map.of("key", "\"k\""), overrides, List.of());

        assertThat(form.key()).isEqualTo("k");
        assertThat(reader.read(form, true).request().plan().overrides().get(QualifiedName.parse("s.x")))
                .containsOnly(Map.entry("p_day", Literal.string("2026-01-01")), Map.entry("p_null", Literal.NULL));
    }
}
