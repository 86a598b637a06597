package dev.silversmith;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.view.ViewScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.UserTransaction;
import java.io.Serializable;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which package may know what. The core decides and knows only Java; each edge package owns one technology; app stands between them.
 *
 * <p>Packages that do not exist yet are allowed: a rule over nothing passes.
 */
@AnalyzeClasses(packages = "dev.silversmith", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String BASE = "dev.silversmith.";

    /** What every core package may use of Java. */
    private static final String[] JAVA_OF_CORE = {
        "java.lang..", "java.util..", "java.time..", "java.math..", "java.security..", "java.nio.charset", "java.text.."
    };

    /** The core packages that each core package may know besides itself: only those to its left. */
    private static final Map<String, String[]> LEFT_OF = Map.of(
            "shared",
            new String[] {},
            "graph",
            new String[] {"org.jgrapht.."},
            "catalog",
            core("shared", "graph"),
            "plan",
            core("shared", "graph", "catalog"),
            "run",
            core("shared", "graph", "catalog", "plan"),
            "timeline",
            core("shared", "graph", "catalog", "plan", "run"));

    /** Each API and the only packages that may know of it. */
    private static final Map<String, String[]> OWNERS = Map.ofEntries(
            Map.entry("org.jgrapht..", owners("core.graph")),
            Map.entry("jakarta.persistence..", owners("store")),
            Map.entry("jakarta.batch..", owners("batch")),
            Map.entry("jakarta.ws.rs..", owners("rest")),
            Map.entry("jakarta.faces..", owners("console")),
            Map.entry("org.eclipse.elk..", owners("drawing")),
            Map.entry("java.sql..", owners("pg", "boot")),
            Map.entry("javax.sql..", owners("pg", "boot")),
            Map.entry("org.postgresql..", owners("pg", "boot")),
            Map.entry("java.net.http..", owners("notify")),
            Map.entry("javax.crypto..", owners("notify")),
            Map.entry("org.eclipse.microprofile.metrics..", owners("observe")),
            Map.entry("io.prometheus..", owners("observe")),
            Map.entry("com.ibm.websphere.logging..", owners("observe")),
            Map.entry("org.eclipse.microprofile.health..", owners("observe")),
            Map.entry("org.eclipse.microprofile.openapi..", owners("rest")),
            Map.entry("org.eclipse.microprofile.config..", owners("boot")),
            Map.entry("org.flywaydb..", owners("boot")),
            Map.entry("org.snakeyaml..", owners("yaml")));

    private static String[] core(String... names) {
        return owners(Arrays.stream(names).map("core."::concat).toArray(String[]::new));
    }

    private static String[] owners(String... names) {
        return Arrays.stream(names).map(name -> BASE + name + "..").toArray(String[]::new);
    }

    @ArchTest
    static final ArchRule core_knows_only_java_and_itself = classes()
            .that()
            .resideInAPackage("dev.silversmith.core..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JAVA_OF_CORE)
                    .or(resideInAPackage("dev.silversmith.core.."))
                    .or(resideInAPackage("org.jgrapht.."))
                    .and(not(resideInAPackage("java.util.logging.."))))
            .allowEmptyShould(true);

    @ArchTest
    static void core_packages_know_only_what_is_to_their_left(JavaClasses all) {
        LEFT_OF.forEach((name, left) -> classes()
                .that()
                .resideInAPackage(core(name)[0])
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(JAVA_OF_CORE)
                        .or(resideInAnyPackage(core(name)))
                        .or(resideInAnyPackage(left)))
                .allowEmptyShould(true)
                .check(all));
    }

    @ArchTest
    static final ArchRule app_knows_core_its_ports_and_four_annotation_packages = classes()
            .that()
            .resideInAPackage("dev.silversmith.app..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "dev.silversmith.core..",
                    "dev.silversmith.app..",
                    "jakarta.inject..",
                    "jakarta.enterprise..",
                    "jakarta.transaction..",
                    "jakarta.annotation..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule wire_knows_core_and_json = classes()
            .that()
            .resideInAPackage("dev.silversmith.wire..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.silversmith.core..", "dev.silversmith.wire..", "jakarta.json..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule edges_do_not_know_one_another_but_batch_knows_jsl = slices().matching(
                    "dev.silversmith.(jsl|pg|store|batch|rest|console|observe|yaml|notify)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage("dev.silversmith.batch.."), resideInAPackage("dev.silversmith.jsl.."))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packages_are_free_of_cycles =
            slices().matching("dev.silversmith.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static void each_api_has_one_owner(JavaClasses all) {
        OWNERS.forEach((api, owners) -> noClasses()
                .that()
                .resideOutsideOfPackages(owners)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(api)
                .allowEmptyShould(true)
                .check(all));
    }

    @ArchTest
    static final ArchRule transactions_are_begun_by_hand_only_in_pg = noClasses()
            .that()
            .resideOutsideOfPackage("dev.silversmith.pg..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(UserTransaction.class)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule transactional_methods_are_in_app = methods()
            .that()
            .areAnnotatedWith(Transactional.class)
            .should()
            .beDeclaredInClassesThat()
            .resideInAPackage("dev.silversmith.app..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule transactional_classes_are_in_app = classes()
            .that()
            .areAnnotatedWith(Transactional.class)
            .should()
            .resideInAPackage("dev.silversmith.app..")
            .allowEmptyShould(true);

    /** What a page may be told by the edges: reads, the clock and settings. Whatever changes something is a use case. */
    @ArchTest
    static final ArchRule pages_read_by_queries_and_act_by_use_cases = noClasses()
            .that()
            .resideInAPackage("dev.silversmith.console..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.silversmith.app.port..")
                            .and(
                                    describe(
                                            "change something",
                                            port -> port.getSimpleName()
                                                    .matches(
                                                            ".*(Store|Trail|Ledger|Executor|Launcher|Resets|Signals|Control|Resolver|Outbox|Sink)"))))
            .orShould()
            .dependOnClassesThat(
                    resideInAPackage("dev.silversmith.core.plan..").and(describe("decide", type -> type.getSimpleName()
                            .matches("(.*Planner|.*Rules|UnitGraph|SelectionIndex)"))))
            .allowEmptyShould(true);

    /** Every action of a page exists in REST: both call the same use case. Those that only show something may be the pages' own. */
    @ArchTest
    static void whatever_a_page_does_rest_does_too(JavaClasses all) {
        Set<String> done = useCases(all, "console");
        Set<String> offered = useCases(all, "rest");

        assertThat(done).isNotEmpty();
        assertThat(done)
                .filteredOn(name -> !offered.contains(name))
                .allMatch(name -> name.matches("(Show|List|Waiting|Suggest).*"));
    }

    private static Set<String> useCases(JavaClasses all, String edge) {
        return all.that(resideInAPackage(BASE + edge + "..")).stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .filter(target -> target.getPackageName().equals("dev.silversmith.app")
                        && target.isAnnotatedWith(ApplicationScoped.class))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    }

    /** A page's bean lives as long as its request, or its view where that has a form to send again. */
    @ArchTest
    static final ArchRule nothing_of_a_page_is_kept_in_the_session = noClasses()
            .that()
            .resideInAPackage("dev.silversmith.console..")
            .should()
            .beAnnotatedWith(SessionScoped.class)
            .orShould()
            .beAnnotatedWith(ApplicationScoped.class)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule beans_of_views_can_be_written_to_the_session = classes()
            .that()
            .areAnnotatedWith(ViewScoped.class)
            .should()
            .beAssignableTo(Serializable.class)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule time_comes_from_a_clock = noClasses()
            .should()
            .accessTargetWhere(describe("the target reads the system clock", ArchitectureTest::readsSystemClock))
            .allowEmptyShould(true);

    /** Called or referred to as {@code Instant::now}; {@code now(Clock)} is what the rule wants. */
    private static boolean readsSystemClock(JavaAccess<?> access) {
        if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) {
            return false;
        }
        boolean now = target.getOwner().getPackageName().equals("java.time")
                && target.getName().equals("now")
                && target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
        return now
                || (target.getOwner().isEquivalentTo(System.class)
                        && target.getName().equals("currentTimeMillis"));
    }
}
