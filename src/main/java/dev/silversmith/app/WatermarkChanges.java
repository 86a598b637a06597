package dev.silversmith.app;

import dev.silversmith.app.port.WatermarkView;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A watermark that stands somewhere keeps its type: its value would mean nothing in another, and the place would be lost. So does one that a
 * run may be about to move.
 */
final class WatermarkChanges {

    private WatermarkChanges() {}

    /**
     * What a catalog would do to watermarks, and may not.
     *
     * @param inUse the procedures of runs that have not ended; asked only if some type changes
     */
    static List<Violation> violations(
            Catalog catalog, Collection<WatermarkView> views, Supplier<Set<QualifiedName>> inUse) {
        List<WatermarkView> changing = views.stream()
                .filter(view -> otherType(catalog, view).isPresent())
                .toList();
        Set<QualifiedName> busy = changing.isEmpty() ? Set.of() : inUse.get();
        List<Violation> violations = new ArrayList<>();
        for (WatermarkView view : changing) {
            if (view.value().isPresent()) {
                violations.add(violation(
                        view,
                        "the watermark of %s is a %s that stands at %s; as a %s it would lose its place"
                                .formatted(
                                        view.procedure(),
                                        view.watermark().type().word(),
                                        view.value().get(),
                                        otherType(catalog, view)
                                                .orElseThrow()
                                                .type()
                                                .word())));
            } else if (busy.contains(view.procedure())) {
                violations.add(violation(
                        view,
                        "the watermark of %s cannot change its type before the runs with this procedure have ended"
                                .formatted(view.procedure())));
            }
        }
        return violations;
    }

    private static Optional<Watermark> otherType(Catalog catalog, WatermarkView view) {
        return catalog.procedure(view.procedure())
                .flatMap(procedure -> procedure.execution().watermark())
                .filter(declared -> declared.type() != view.watermark().type());
    }

    private static Violation violation(WatermarkView view, String detail) {
        return Violation.at(detail, "procedures", view.procedure().toString(), "watermark", "type");
    }
}
