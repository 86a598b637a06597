package dev.silversmith.core.plan;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChosenTest {

    private static final Catalog CATALOG = aCatalog()
            .with(
                    aProcedure("s.a").tags("daily"),
                    aProcedure("s.b").after("s.a"),
                    aProcedure("s.c").after("s.b").tags("daily"),
                    aProcedure("s.d").after("s.c"))
            .group("late", 1, "s.c", "s.d")
            .build();

    private static final QualifiedName A = QualifiedName.parse("s.a");
    private static final QualifiedName B = QualifiedName.parse("s.b");
    private static final QualifiedName C = QualifiedName.parse("s.c");
    private static final QualifiedName D = QualifiedName.parse("s.d");

    private static Chosen chosen(String select, String exclude) {
        return Chosen.of(CATALOG, select, exclude);
    }

    @Test
    void each_procedure_knows_the_term_that_takes_it_and_how() {
        assertThat(chosen("1+s.b+", "").taken())
                .containsExactly(
                        entry(A, new Why(Why.Kind.UPSTREAM, "s.b")),
                        entry(B, new Why(Why.Kind.MATCHED, "s.b")),
                        entry(C, new Why(Why.Kind.DOWNSTREAM, "s.b")),
                        entry(D, new Why(Why.Kind.DOWNSTREAM, "s.b")));
        assertThat(chosen("tag:daily,group:late", "").taken())
                .containsExactly(entry(C, new Why(Why.Kind.MATCHED, "tag:daily,group:late")));
        assertThat(chosen(" ", "").taken()).hasSize(4).containsEntry(A, new Why(Why.Kind.EVERY, ""));
    }

    @Test
    void to_be_named_is_a_stronger_reason_than_to_be_reached() {
        assertThat(chosen("+s.b s.a", "").taken()).containsEntry(A, new Why(Why.Kind.MATCHED, "s.a"));
        assertThat(chosen("s.a s.a+", "").taken()).containsEntry(A, new Why(Why.Kind.MATCHED, "s.a"));
    }

    @Test
    void what_is_left_out_by_its_name_is_told_from_what_an_expression_leaves_out() {
        Chosen chosen = chosen("s.*", "s.b group:late");

        assertThat(chosen.taken()).containsOnlyKeys(A);
        assertThat(chosen.leftOut()).containsExactly(entry(B, true), entry(C, false), entry(D, false));
    }

    @Test
    void everything_may_be_left_out_while_somebody_is_still_ticking() {
        assertThat(chosen("s.a", "s.a").taken()).isEmpty();
    }

    @Test
    void a_procedure_whose_parent_is_left_out_is_told_and_one_whose_parent_was_never_wanted_is_not() {
        assertThat(chosen("s.*", "s.b").withoutParents(CATALOG)).containsExactly(entry(C, List.of(B)));
        assertThat(chosen("s.c s.d", "").withoutParents(CATALOG)).isEmpty();
    }
}
