package dev.silversmith.core.plan;

import static dev.silversmith.core.catalog.RefreshLink.Trigger.ALWAYS;
import static dev.silversmith.core.catalog.RefreshLink.Trigger.SUCCESS;
import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static dev.silversmith.testkit.Signatures.aFunctionWith;
import static dev.silversmith.testkit.Signatures.aProcedureWith;
import static dev.silversmith.testkit.Signatures.in;
import static dev.silversmith.testkit.Signatures.inWithDefault;
import static dev.silversmith.testkit.Signatures.out;
import static dev.silversmith.testkit.Views.views;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.CatalogBuilder;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.RequestBuilder;
import dev.silversmith.testkit.Signatures;
import dev.silversmith.testkit.Views;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final QualifiedName A = QualifiedName.parse("s.a");
    private static final QualifiedName B = QualifiedName.parse("s.b");
    private static final Signature NOTHING = aProcedureWith();
    private static final Signature ONE = aProcedureWith(in("p", "text"));

    private static ProcedureBuilder a() {
        return aProcedure("s.a").value("p", "text", "1");
    }

    private static ProcedureBuilder b() {
        return aProcedure("s.b");
    }

    private static String fingerprint(
            ProcedureBuilder a, ProcedureBuilder b, RequestBuilder request, Signature signature) {
        Catalog catalog = aCatalog().with(a, b).group("g", 1, "s.a", "s.b").build();
        return Planner.plan(catalog, request.build(), Map.of(A, signature, B, NOTHING), Map.of())
                .fingerprint();
    }

    private static Signature with(String identity, String bodyHash) {
        return new Signature(ONE.routine(), ONE.arguments(), identity, bodyHash);
    }

    @Test
    void it_is_a_sha_256_in_hex() {
        assertThat(fingerprint(a(), b(), aRequest(), ONE)).matches("[0-9a-f]{64}");
    }

    /** Pinned: a change here means that every approval given before an upgrade lapses. */
    @Test
    void it_does_not_change_from_version_to_version() {
        assertThat(fingerprint(a(), b(), aRequest(), ONE))
                .isEqualTo("51c5a9cca86cf7ae4c1688becbec09cfb22afb837431479315191baab44a1aa5");
    }

    @Test
    void it_changes_with_who_commits_and_names_which_procedure_does() {
        List<String> fingerprints = List.of(
                fingerprint(a(), b()),
                fingerprint(a().own(), b()),
                fingerprint(a(), b().own()),
                fingerprint(a().own(), b().own()));

        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    private static String fingerprint(ProcedureBuilder a, ProcedureBuilder b) {
        return Planner.plan(aCatalog().with(a, b).build(), aRequest().build(), Map.of(A, ONE, B, NOTHING), Map.of())
                .fingerprint();
    }

    @Test
    void everything_that_decides_what_will_execute_changes_it() {
        List<String> fingerprints = new ArrayList<>();
        fingerprints.add(fingerprint(a(), b(), aRequest(), ONE));
        fingerprints.add(fingerprint(a(), b(), aRequest().full(), ONE));
        fingerprints.add(fingerprint(a(), b(), aRequest().perGroup(), ONE));
        fingerprints.add(fingerprint(a(), b(), aRequest().exclude("s.b"), ONE));
        fingerprints.add(fingerprint(a().dimension(), b(), aRequest(), ONE));
        fingerprints.add(fingerprint(a(), b().after("s.a"), aRequest(), ONE));
        fingerprints.add(fingerprint(a().after("s.b"), b(), aRequest(), ONE));
        fingerprints.add(fingerprint(aProcedure("s.a").value("p", "text", "2"), b(), aRequest(), ONE));
        fingerprints.add(
                fingerprint(aProcedure("s.a").from("p", "text", ParameterSource.RUN_MODE), b(), aRequest(), ONE));
        fingerprints.add(fingerprint(a(), b(), aRequest().override("s.a", "p", Literal.string("1")), ONE));
        fingerprints.add(fingerprint(a(), b(), aRequest().override("s.a", "p", Literal.number("1")), ONE));
        fingerprints.add(fingerprint(a(), b(), aRequest().override("s.a", "p", Literal.NULL), ONE));
        fingerprints.add(fingerprint(a(), b(), aRequest().override("s.a", "p", Literal.string("")), ONE));
        fingerprints.add(fingerprint(a(), b(), aRequest(), with("p text", "1".repeat(64))));
        fingerprints.add(fingerprint(a(), b(), aRequest(), with("p text, q text", ONE.bodyHash())));
        fingerprints.add(fingerprint(a(), b(), aRequest(), aFunctionWith(in("p", "text"))));
        fingerprints.add(fingerprint(a(), b(), aRequest(), aProcedureWith(in("p", "varchar"))));
        fingerprints.add(fingerprint(a(), b(), aRequest(), aProcedureWith(inWithDefault("p", "text"))));
        fingerprints.add(fingerprint(a(), b(), aRequest(), aProcedureWith(in("p", "text"), out("q", "text"))));
        fingerprints.add(fingerprint(a().searchPath("silver"), b(), aRequest(), ONE));
        fingerprints.add(fingerprint(a().searchPath("sil", "ver"), b(), aRequest(), ONE));
        fingerprints.add(fingerprint(a().timeout(Duration.ofMinutes(5)), b(), aRequest(), ONE));
        fingerprints.add(fingerprint(a().lockTimeout(Duration.ofMinutes(6)), b(), aRequest(), ONE));
        fingerprints.add(fingerprint(a(), b().lockTimeout(Duration.ofMinutes(6)), aRequest(), ONE));

        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    private static String fingerprint(CatalogBuilder catalog, Views views) {
        Catalog whole = catalog.build();
        DatabaseFacts facts = new DatabaseFacts(Signatures.fitting(whole), views.facts(), Map.of(), Map.of());
        return Planner.plan(whole, aRequest().build(), facts).fingerprint();
    }

    @Test
    void everything_that_decides_what_is_refreshed_changes_it() {
        Views views = views("s.v", "s.w");
        List<String> fingerprints = new ArrayList<>();
        fingerprints.add(fingerprint(aCatalog().with(a(), b()), views));
        fingerprints.add(fingerprint(aCatalog().with(a().refreshes("s.v"), b()), views));
        fingerprints.add(fingerprint(aCatalog().with(a().refreshes("s.w"), b()), views));
        fingerprints.add(fingerprint(aCatalog().with(a(), b().refreshes("s.v")), views));
        fingerprints.add(fingerprint(aCatalog().with(a().refreshes("s.v"), b().refreshes("s.v")), views));
        fingerprints.add(fingerprint(aCatalog().with(a().refreshes("s.v", ALWAYS, 1, false), b()), views));
        fingerprints.add(fingerprint(aCatalog().with(a().refreshes("s.v", SUCCESS, 1, true), b()), views));
        fingerprints.add(fingerprint(aCatalog().with(a().refreshes("s.v"), b()).target("s.v", true), views));
        CatalogBuilder both = aCatalog().with(a().refreshes("s.v").refreshes("s.w"), b());
        fingerprints.add(fingerprint(both, views));
        fingerprints.add(fingerprint(both, views("s.v").with("s.w", "s.v")));
        fingerprints.add(fingerprint(
                aCatalog().with(a().refreshes("s.v", SUCCESS, 2, false).refreshes("s.w"), b()), views));

        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @Test
    void what_people_write_for_people_does_not_change_it() {
        assertThat(fingerprint(a().description("new").tags("x"), b(), aRequest().select("s.a s.b"), ONE))
                .isEqualTo(fingerprint(a(), b(), aRequest(), ONE));
    }
}
