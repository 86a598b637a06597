package dev.silversmith.app;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogMergeTest {

    private static final QualifiedName VIEW = new QualifiedName("s", "mv");

    private static QualifiedName name(String name) {
        return new QualifiedName("s", name);
    }

    private static final Catalog STORED = aCatalog()
            .with(
                    aProcedure("s.a").tags("old"),
                    aProcedure("s.b").after("s.a").refreshes("s.mv"),
                    aProcedure("s.c").after("s.b"))
            .group("g", 1, "s.a", "s.b")
            .target("s.mv", true)
            .build();

    @Test
    void what_is_declared_replaces_what_is_stored_and_the_rest_stays() {
        Catalog merged = CatalogMerge.merged(
                STORED,
                aCatalog()
                        .with(aProcedure("s.a").tags("new"), aProcedure("s.d"))
                        .build());

        assertThat(merged.procedures().keySet()).extracting(QualifiedName::name).containsExactly("a", "b", "c", "d");
        assertThat(merged.procedures().get(name("a")).tags()).containsExactly("new");
        assertThat(merged.groups()).isEqualTo(STORED.groups());
    }

    @Test
    void a_link_does_not_undo_what_is_stored_of_its_target() {
        Catalog declared =
                Catalog.of(List.of(aProcedure("s.d").refreshes("s.mv").build()), List.of());

        assertThat(CatalogMerge.merged(STORED, declared).refreshTargets())
                .containsEntry(VIEW, new RefreshTarget(VIEW, true, true));
    }

    @Test
    void pruning_leaves_what_is_declared() {
        Catalog declared = aCatalog().with(aProcedure("s.a")).build();

        assertThat(CatalogMerge.pruned(STORED, declared, Set.of(), Set.of())).isEqualTo(declared);
    }

    @Test
    void what_has_a_history_is_disabled_and_waits_for_nothing_that_has_gone() {
        Catalog declared = aCatalog().with(aProcedure("s.a")).build();

        Catalog pruned = CatalogMerge.pruned(STORED, declared, Set.of(name("b"), name("c")), Set.of());

        assertThat(pruned.procedures().get(name("b")).enabled()).isFalse();
        assertThat(pruned.procedures().get(name("b")).dependsOn()).containsExactly(name("a"));
        assertThat(pruned.procedures().get(name("b")).refresh()).isEmpty();
        assertThat(pruned.procedures().get(name("c")).dependsOn()).containsExactly(name("b"));
        assertThat(pruned.groups()).isEmpty();
    }

    @Test
    void a_target_that_was_refreshed_is_disabled_and_keeps_its_links() {
        Catalog pruned = CatalogMerge.pruned(STORED, Catalog.EMPTY, Set.of(name("b")), Set.of(VIEW));

        assertThat(pruned.refreshTargets()).containsEntry(VIEW, new RefreshTarget(VIEW, true, false));
        assertThat(pruned.procedures().get(name("b")).refresh()).hasSize(1);
    }

    @Test
    void pruning_twice_is_pruning_once() {
        Catalog declared = aCatalog().with(aProcedure("s.a")).build();
        Catalog once = CatalogMerge.pruned(STORED, declared, Set.of(name("b")), Set.of(VIEW));

        assertThat(CatalogMerge.pruned(once, declared, Set.of(name("b")), Set.of(VIEW)))
                .isEqualTo(once);
    }
}
