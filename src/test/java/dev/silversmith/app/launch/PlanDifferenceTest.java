package dev.silversmith.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanDifferenceTest {

    private static final QualifiedName A = QualifiedName.parse("s.a");
    private static final QualifiedName B = QualifiedName.parse("s.b");
    private static final QualifiedName C = QualifiedName.parse("s.c");

    @Test
    void what_came_and_what_went_is_told_by_name() {
        assertThat(PlanDifference.between(Set.of(A, B), Set.of(B, C)))
                .isEqualTo(new PlanDifference(List.of(C), List.of(A)));
    }
}
