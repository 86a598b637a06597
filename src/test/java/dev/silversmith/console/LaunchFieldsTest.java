package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.Role;
import dev.silversmith.app.launch.LaunchForm;
import dev.silversmith.core.shared.ArgumentName;
import dev.silversmith.core.shared.Mark;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchFieldsTest {

    private static SampleCaller saying(String... parameters) {
        SampleCaller caller = new SampleCaller("operator", Role.OPERATOR);
        for (int at = 0; at < parameters.length; at += 2) {
            caller.parameters.put(parameters[at], parameters[at + 1]);
        }
        return caller;
    }

    private static SampleCaller following(String link) {
        SampleCaller caller = saying();
        for (String pair : link.substring(link.indexOf('?') + 1).split("&", -1)) {
            String[] parts = pair.split("=", 2);
            caller.parameters.put(decoded(parts[0]), decoded(parts[1]));
        }
        return caller;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Test
    void the_link_of_a_form_gives_the_form_again_but_not_its_key() {
        LaunchForm form = LaunchFields.of(saying(
                "select", "silver.\"a<b>&'c\" +tag:x",
                "exclude", "silver.y",
                "mode", "full",
                "scope", "per_group",
                "reason", "because & so",
                "p.silver.\"a<b>&'c\".\"P.1\"", "1=2&3",
                "key", "k"));

        LaunchForm again = LaunchFields.of(following(LaunchFields.link(form)));

        assertThat(again.with("key", "k")).isEqualTo(form);
        assertThat(again.key()).isNotEqualTo("k").hasSize(36);
    }

    @Test
    void a_parameter_whose_name_cannot_be_read_is_not_passed_over() {
        assertThat(LaunchFields.of(saying("p.x", "1")).strange()).hasSize(1);
    }

    @Test
    void a_tick_by_itself_and_all_boxes_of_a_form_give_the_same_exclusion() {
        assertThat(LaunchFields.of(saying("exclude", "tag:x", "untick", "s.a")).exclude())
                .isEqualTo("tag:x s.a");
        assertThat(LaunchFields.of(saying("exclude", "tag:x s.a", "tick", "s.a"))
                        .exclude())
                .isEqualTo("tag:x");
        assertThat(LaunchFields.of(
                                saying("exclude", "s.l s.m", "taken", "s.a s.b", "left", "s.l s.m", "keep", "s.b s.l"))
                        .exclude())
                .isEqualTo("s.m s.a");
    }

    @ParameterizedTest
    @CsvSource({
        "/select, select",
        "/transactionScope, scope",
        "/fullRefresh/reason, reason",
        "/fullRefresh/confirmed, confirmed",
        "/parameters/silver.\"a~1b\"/P x, p.silver.\"a/b\".\"P x\"",
        "/procedures/s.x/modes, ''",
    })
    void a_pointer_of_the_api_leads_to_the_field(String pointer, String field) {
        assertThat(LaunchFields.field(pointer)).isEqualTo(field);
    }

    @Test
    void a_wrong_name_is_shown_where_it_stands_with_a_link_that_cures_it() {
        LaunchForm form = LaunchFields.of(saying("select", "tag:x silver.ordes y", "exclude", ""));
        Mark mark = new Mark(
                6, 12, Optional.of(new Mark.Missing("procedure", "silver.ordes", Optional.of("silver.orders"))));

        LaunchProblem problem = LaunchProblem.of(new Violation("/select", "…").marked(mark), form);

        assertThat(problem.text()).isEqualTo("No procedure 'silver.ordes'.");
        assertThat(problem.place().before()).isEqualTo("tag:x ");
        assertThat(problem.place().part()).isEqualTo("silver.ordes");
        assertThat(problem.place().after()).isEqualTo(" y");
        assertThat(LaunchFields.of(following(problem.place().link())).select()).isEqualTo("tag:x silver.orders y");
    }

    @Test
    void an_argument_has_one_name_in_the_address() {
        assertThat(LaunchFields.of(saying("p.S.X.P_day", "1")).overrides())
                .containsOnlyKeys(ArgumentName.parse("s.x.p_day"));
    }
}
