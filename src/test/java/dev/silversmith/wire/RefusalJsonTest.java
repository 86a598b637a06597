package dev.silversmith.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RefusalJsonTest {

    /** Somebody may have written the value of a secret into the request, and what the trail holds nobody can take away. */
    @Test
    void a_refusal_tells_which_parameters_were_to_be_replaced_but_not_with_what() {
        PlanRequest request = new PlanRequest(
                Mode.FULL,
                TransactionScope.PER_PROCEDURE,
                "silver.load",
                "",
                new TreeMap<>(Map.of(
                        QualifiedName.parse("silver.load"),
                        new TreeMap<>(Map.of(
                                "p_token",
                                new Literal(Literal.Type.STRING, "canary"),
                                "p_pin",
                                new Literal(Literal.Type.NUMBER, "4711"))))),
                1);

        String text = RefusalJson.write(
                        request,
                        new FullRefresh(true, "bronze was corrected"),
                        new ProblemException(Problem.INVALID_REQUEST, "p_token cannot be replaced"))
                .toString();

        assertThat(text)
                .contains("\"parameters\":{\"silver.load\":[\"p_pin\",\"p_token\"]}")
                .doesNotContain("canary", "4711");
    }
}
