package dev.silversmith.rest.access;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.silversmith.app.Role;
import jakarta.ws.rs.HttpMethod;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessRulesTest {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.silversmith.rest");

    @Test
    void every_endpoint_says_who_may_call_it() {
        methods()
                .that(DescribedPredicate.describe(
                        "are endpoints", (JavaMethod method) -> method.isMetaAnnotatedWith(HttpMethod.class)))
                .should(haveARule())
                .check(PRODUCT);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void every_role_includes_viewer_and_admin_includes_every_role(Role role) {
        assertThat(Role.VIEWER.isHeld(granted(role))).isTrue();
        assertThat(role.isHeld(granted(Role.ADMIN))).isTrue();
        assertThat(role.isHeld(granted(role))).isTrue();
    }

    @Test
    void no_other_role_includes_another() {
        for (Role held : Role.values()) {
            for (Role wanted : Role.values()) {
                boolean expected = held == wanted || held == Role.ADMIN || wanted == Role.VIEWER;
                assertThat(wanted.isHeld(granted(held)))
                        .as("%s by %s", wanted, held)
                        .isEqualTo(expected);
            }
        }
        assertThat(Role.VIEWER.isHeld(role -> false)).isFalse();
    }

    private static Predicate<String> granted(Role role) {
        return Set.of(role.word())::contains;
    }

    private static ArchCondition<JavaMethod> haveARule() {
        return new ArchCondition<>("have @Allowed, or their class") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean ruled = method.isAnnotatedWith(Allowed.class)
                        || method.getOwner().isAnnotatedWith(Allowed.class);
                events.add(new SimpleConditionEvent(
                        method, ruled, method.getFullName() + (ruled ? " has" : " lacks") + " @Allowed"));
            }
        };
    }
}
