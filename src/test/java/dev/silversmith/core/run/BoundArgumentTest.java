package dev.silversmith.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.plan.PlannedArgument;
import dev.silversmith.core.shared.Literal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BoundArgumentTest {

    private static final RunContext RUN = new RunContext(
            new UUID(1, 2),
            Mode.INCREMENTAL,
            Instant.parse("2026-01-31T10:20:30.123456Z"),
            LocalDate.parse("2026-01-30"),
            "operator");

    private static BoundArgument bind(ParameterSource source, Optional<String> secret, Optional<Literal> value) {
        var planned = new PlannedArgument("p", "text", source, secret, value, false);
        return BoundArgument.bind(List.of(planned), RUN, name -> name.equals("TOKEN") ? "s3cret-value" : null)
                .get(0);
    }

    private static BoundArgument from(ParameterSource source) {
        return bind(source, Optional.empty(), Optional.empty());
    }

    @Test
    void what_comes_from_the_run_is_known_at_once() {
        assertThat(from(ParameterSource.RUN_ID).text()).isEqualTo("00000000-0000-0001-0000-000000000002");
        assertThat(from(ParameterSource.RUN_MODE).text()).isEqualTo("incremental");
        assertThat(from(ParameterSource.RUN_STARTED_AT).text()).isEqualTo("2026-01-31T10:20:30.123456Z");
        assertThat(from(ParameterSource.RUN_BUSINESS_DATE).text()).isEqualTo("2026-01-30");
        assertThat(from(ParameterSource.RUN_REQUESTED_BY).text()).isEqualTo("operator");
    }

    @Test
    void constants_are_bound_as_they_are_and_an_override_is_told() {
        var constant = new PlannedArgument(
                "p", "text", ParameterSource.VALUE, Optional.empty(), Optional.of(Literal.string("emea")), true);

        BoundArgument bound =
                BoundArgument.bind(List.of(constant), RUN, name -> null).get(0);

        assertThat(bound.text()).isEqualTo("emea");
        assertThat(bound.source()).isEqualTo("override");
        assertThat(bind(ParameterSource.VALUE, Optional.empty(), Optional.of(Literal.NULL))
                        .text())
                .isNull();
    }

    @Test
    void bounds_get_their_values_from_the_window() {
        Window window = new Window(Optional.of("4"), Optional.of("9"), Optional.of("9"));

        assertThat(from(ParameterSource.WATERMARK_LOWER).text()).isNull();
        assertThat(from(ParameterSource.WATERMARK_LOWER).within(window).text()).isEqualTo("4");
        assertThat(from(ParameterSource.WATERMARK_UPPER).within(window).text()).isEqualTo("9");
        assertThat(from(ParameterSource.RUN_MODE).within(window)).isEqualTo(from(ParameterSource.RUN_MODE));
    }

    @Test
    void a_secret_is_bound_and_never_shown() {
        BoundArgument secret = bind(ParameterSource.SECRET, Optional.of("TOKEN"), Optional.empty());

        assertThat(secret.text()).isEqualTo("s3cret-value");
        assertThat(secret.shown()).contains("***");
        assertThat(secret.source()).isEqualTo("secret");
        assertThat(secret.toString()).isEqualTo("p = *** (secret)");
        assertThat(List.of(secret).toString()).doesNotContain("s3cret");
    }
}
