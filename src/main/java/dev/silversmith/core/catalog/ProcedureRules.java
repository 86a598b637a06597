package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules that concern one procedure alone. */
final class ProcedureRules {

    /** What the server itself keeps secret: MicroProfile Config finds an environment variable under many spellings of its name. */
    private static final List<String> SECRETS_OF_THE_SERVER = List.of("SILVERSMITH_", "KEYSTORE_", "WLP_", "LTPA_");

    private final Procedure procedure;
    private final String name;
    private final List<Violation> violations = new ArrayList<>();

    private ProcedureRules(Procedure procedure) {
        this.procedure = procedure;
        this.name = procedure.name().toString();
    }

    static List<Violation> violations(Procedure procedure) {
        ProcedureRules rules = new ProcedureRules(procedure);
        rules.names();
        procedure.parameters().forEach(rules::source);
        rules.links();
        if (procedure.execution().transaction().isOwn()) {
            rules.own();
        }
        return rules.violations;
    }

    private void names() {
        if (procedure.parameters().stream()
                .anyMatch(parameter -> parameter.name().isBlank())) {
            add("a parameter has no name", "parameters");
        }
        for (String parameter : CatalogRules.repeated(procedure.parameters(), Parameter::name)) {
            add("parameter %s is declared more than once".formatted(parameter), "parameters", parameter);
        }
    }

    private void source(Parameter parameter) {
        Optional<Watermark> watermark = procedure.execution().watermark();
        String word = parameter.source().word();
        if (parameter.source().isWatermark() && watermark.isEmpty()) {
            add("comes from %s, but the procedure has no watermark".formatted(word), "parameters", parameter.name());
        } else if (parameter.source() == ParameterSource.WATERMARK_UPPER
                && watermark.flatMap(Watermark::upperBound).isEmpty()) {
            add("comes from %s, but the watermark has no upperBound".formatted(word), "parameters", parameter.name());
        }
        parameter.secret().filter(ProcedureRules::isOfTheServer).ifPresent(property -> {
            String detail = "%s is a secret of the server itself; give the procedure a property of its own";
            add(detail.formatted(property), "parameters", parameter.name(), "secret");
        });
    }

    private static boolean isOfTheServer(String property) {
        String spelled = property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return SECRETS_OF_THE_SERVER.stream().anyMatch(spelled::startsWith);
    }

    /** What is done before a commit, or after a rollback, cannot be done around commits that are not the engine's. */
    private void own() {
        if (procedure.execution().expect().isPresent()) {
            add(
                    "what the procedure has committed (transaction: own) cannot be undone if it is not as expected;"
                            + " check it inside the procedure, or leave transaction at managed",
                    "expect");
        }
        if (procedure.retry().maxAttempts() > 1) {
            add(
                    "a procedure that commits by itself (transaction: own) is never repeated without a person; leave it at 1",
                    "retry",
                    "maxAttempts");
        }
    }

    private void links() {
        for (QualifiedName view : CatalogRules.repeated(procedure.refresh(), RefreshLink::view)) {
            add("%s is linked more than once".formatted(view), "refresh");
        }
    }

    private void add(String detail, String... place) {
        List<String> segments = new ArrayList<>(List.of("procedures", name));
        segments.addAll(List.of(place));
        violations.add(Violation.at(detail, segments.toArray(String[]::new)));
    }
}
