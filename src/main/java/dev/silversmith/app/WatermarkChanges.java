package dev.silversmith.app;

import dev.silversmith.app.port.WatermarkView;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A watermark that stands somewhere keeps its type: its value would mean nothing in another, and the place would be lost. So does one that an
 * active run will move by the plan that it has.
 */
final class WatermarkChanges {

    private WatermarkChanges() {}

    /**
     * The changes that may not be.
     *
     * @param active the procedures of runs that have not ended; asked only if a type changes
     */
    static List<Violation> violations(
            Catalog catalog, Collection<WatermarkView> watermarks, Supplier<Set<QualifiedName>> active) {
        List<WatermarkView> changing = watermarks.stream()
                .filter(view -> declared(catalog, view)
                        .filter(declared -> declared.type() != view.watermark().type())
                        .isPresent())
                .toList();
        if (changing.isEmpty()) {
            return List.of();
        }
        Set<QualifiedName> moving = active.get();
        return changing.stream()
                .filter(view -> view.value().isPresent() || moving.contains(view.procedure()))
                .map(view -> violation(view, declared(catalog, view).orElseThrow()))
                .toList();
    }

    private static Optional<Watermark> declared(Catalog catalog, WatermarkView view) {
        return catalog.procedure(view.procedure())
                .flatMap(procedure -> procedure.execution().watermark());
    }

    private static Violation violation(WatermarkView view, Watermark declared) {
        String was = view.watermark().type().word();
        String detail = view.value()
                .map(value -> "the watermark of %s is a %s that stands at %s; as a %s it would lose its place"
                        .formatted(view.procedure(), was, value, declared.type().word()))
                .orElseGet(() ->
                        "the watermark of %s is a %s, and a run that has not ended will move it; change its type afterwards"
                                .formatted(view.procedure(), was));
        return Violation.at(detail, "procedures", view.procedure().toString(), "watermark", "type");
    }
}
