package dev.silversmith.core.plan;

import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static dev.silversmith.testkit.Signatures.aProcedureWith;
import static dev.silversmith.testkit.Signatures.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.plan.RegistrationRules.Open;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverrideRulesTest {

    private static List<Open> questions(String type, Literal value) {
        Plan plan = Planner.plan(
                aCatalogOf(aProcedure("s.x").value("p_from", type, "1").value("p_other", "text", "1")),
                aRequest().override("s.x", "p_from", value).build(),
                Map.of(QualifiedName.parse("s.x"), aProcedureWith(in("p_from", type), in("p_other", "text"))),
                Map.of());
        return OverrideRules.questions(plan);
    }

    @Test
    void only_what_the_request_gives_is_asked_for_and_null_fits_every_type() {
        assertThat(questions("date", Literal.string("2026-13-01")))
                .extracting(Open::question)
                .containsExactly(new DatabaseQuestion.Value("date", "2026-13-01"));
        assertThat(questions("date", Literal.NULL)).isEmpty();
    }

    @Test
    void a_wrong_value_is_told_at_its_place_with_the_form_that_is_wanted() {
        assertThat(violation("date", "2026-13-01"))
                .isEqualTo(new Violation("/parameters/s.x/p_from", "p_from: '2026-13-01' is not a date (YYYY-MM-DD)"));
    }

    @Test
    void of_a_type_whose_values_have_no_one_form_the_database_says_what_is_wrong() {
        assertThat(violation("integer", "9999999999").detail())
                .isEqualTo("p_from: '9999999999' is not a value of type integer: out of range");
    }

    private static Violation violation(String type, String text) {
        return OverrideRules.violation(questions(type, Literal.string(text)).get(0), "out of range");
    }
}
