package dev.silversmith.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExclusionTest {

    private static final QualifiedName A = QualifiedName.parse("s.a");
    private static final QualifiedName ODD = new QualifiedName("s", "a<b>&'c \"x\", +y:*");

    private static String changed(String exclude, List<QualifiedName> unticked, List<QualifiedName> ticked) {
        return Exclusion.changed(exclude, unticked, ticked);
    }

    @Test
    void an_unticked_procedure_is_added_once_and_what_was_written_stays() {
        assertThat(changed("tag:\"old ones\"  s.b+", List.of(A), List.of())).isEqualTo("tag:\"old ones\" s.b+ s.a");
        assertThat(changed("proc:S.A", List.of(A), List.of())).isEqualTo("proc:S.A");
        assertThat(changed("", List.of(A), List.of())).isEqualTo("s.a");
    }

    @Test
    void a_ticked_procedure_loses_only_the_term_that_names_it_alone() {
        assertThat(changed("s.a s.b", List.of(), List.of(A))).isEqualTo("s.b");
        assertThat(changed("PROC:s.A s.a+ s.a,tag:x s.*", List.of(), List.of(A)))
                .isEqualTo("s.a+ s.a,tag:x s.*");
    }

    @Test
    void a_name_with_anything_in_it_is_quoted_read_again_and_taken_back() {
        String excluded = changed("s.b", List.of(ODD), List.of());

        assertThat(excluded).isEqualTo("s.b s.\"a<b>&'c \"\"x\"\", +y:*\"");
        assertThat(Exclusion.names(excluded)).contains(ODD);
        assertThat(changed(excluded, List.of(), List.of(ODD))).isEqualTo("s.b");
    }

    @Test
    void an_exclusion_that_cannot_be_read_keeps_its_text() {
        assertThat(changed("s.\"open", List.of(A), List.of(A))).isEqualTo("s.\"open s.a");
    }
}
