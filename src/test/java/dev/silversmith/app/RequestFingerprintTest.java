package dev.silversmith.app;

import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.shared.Literal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestFingerprintTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);

    private static RunRequest plain(PlanRequest plan) {
        return new RunRequest(
                plan, false, false, Optional.empty(), Optional.empty(), ZoneOffset.UTC, "api", FullRefresh.UNCONFIRMED);
    }

    private static RunRequest withValue(Literal value) {
        return plain(aRequest().override("silver.load", "p", value).build());
    }

    /** These two were computed by the release before the fields onOverlap and timeout. */
    @Test
    void a_fingerprint_of_an_earlier_release_is_still_the_same() {
        RunRequest everyDefault = plain(aRequest().maxParallel(8).build());
        PlanRequest plan = aRequest()
                .perGroup()
                .select("tag:daily")
                .exclude("silver.x")
                .override("silver.load", "p_day", Literal.string("2026-11-23"))
                .override("silver.load", "p_n", Literal.number("4"))
                .override("silver.load", "p_null", Literal.NULL)
                .build();
        RunRequest everyField = new RunRequest(
                plan, true, false, Optional.empty(), Optional.of(DAY), BERLIN, "api", FullRefresh.UNCONFIRMED);

        assertThat(RequestFingerprint.of(everyDefault))
                .isEqualTo("5fbb16b48ea5a4c43a9582b74597478ead4072788f3844a9debd52826f8b3c3f");
        assertThat(RequestFingerprint.of(everyField))
                .isEqualTo("779c092284351fec089633a000fd42f8899a3b15199fbbd936ef913348c2e303");
    }

    @Test
    void each_field_counts() {
        PlanRequest plan = aRequest().build();
        List<RunRequest> different = List.of(
                plain(plan),
                plain(aRequest().full().build()),
                plain(aRequest().perGroup().build()),
                plain(aRequest().select("a.b").build()),
                plain(aRequest().exclude("a.b").build()),
                plain(aRequest().maxParallel(5).build()),
                withValue(Literal.string("1")),
                withValue(Literal.number("1")),
                withValue(Literal.string("true")),
                withValue(Literal.bool(true)),
                withValue(Literal.string("")),
                withValue(Literal.NULL),
                new RunRequest(
                        plan,
                        true,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        ZoneOffset.UTC,
                        "api",
                        FullRefresh.UNCONFIRMED),
                new RunRequest(
                        plan,
                        false,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        ZoneOffset.UTC,
                        "api",
                        FullRefresh.UNCONFIRMED),
                new RunRequest(
                        plan,
                        false,
                        false,
                        Optional.of(Duration.ofHours(1)),
                        Optional.empty(),
                        ZoneOffset.UTC,
                        "api",
                        FullRefresh.UNCONFIRMED),
                new RunRequest(
                        plan,
                        false,
                        false,
                        Optional.of(Duration.ofHours(2)),
                        Optional.empty(),
                        ZoneOffset.UTC,
                        "api",
                        FullRefresh.UNCONFIRMED),
                new RunRequest(
                        plan,
                        false,
                        false,
                        Optional.empty(),
                        Optional.of(DAY),
                        ZoneOffset.UTC,
                        "api",
                        FullRefresh.UNCONFIRMED),
                new RunRequest(
                        plan,
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        BERLIN,
                        "api",
                        FullRefresh.UNCONFIRMED));

        assertThat(different.stream().map(RequestFingerprint::of)).doesNotHaveDuplicates();
    }

    @Test
    void a_number_is_the_same_in_each_of_its_forms() {
        assertThat(List.of("400", "400.0", "400.000").stream()
                        .map(text -> RequestFingerprint.of(withValue(Literal.number(text))))
                        .distinct())
                .hasSize(1);
        assertThat(RequestFingerprint.of(withValue(Literal.number("0.0"))))
                .isEqualTo(RequestFingerprint.of(withValue(Literal.number("0"))));
    }

    @Test
    void the_default_time_zone_is_the_same_under_each_of_its_names() {
        PlanRequest plan = aRequest().build();

        assertThat(List.of("Z", "UTC", "Etc/UTC", "+00:00").stream()
                        .map(ZoneId::of)
                        .map(zone -> RequestFingerprint.of(new RunRequest(
                                plan,
                                false,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                zone,
                                "api",
                                FullRefresh.UNCONFIRMED)))
                        .distinct())
                .containsExactly(RequestFingerprint.of(plain(plan)));
    }
}
