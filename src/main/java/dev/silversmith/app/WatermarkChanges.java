package dev.silversmith.app;

import dev.silversmith.app.port.WatermarkView;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A watermark that stands somewhere keeps its type: its value would mean nothing in another, and the place would be lost. */
final class WatermarkChanges {

    private WatermarkChanges() {}

    static List<Violation> violations(Catalog catalog, Collection<WatermarkView> standing) {
        return standing.stream()
                .filter(view -> view.value().isPresent())
                .flatMap(view -> violation(catalog, view).stream())
                .toList();
    }

    private static Optional<Violation> violation(Catalog catalog, WatermarkView view) {
        return catalog.procedure(view.procedure())
                .flatMap(procedure -> procedure.execution().watermark())
                .filter(declared -> declared.type() != view.watermark().type())
                .map(declared -> Violation.at(
                        "the watermark of %s is a %s that stands at %s; as a %s it would lose its place"
                                .formatted(
                                        view.procedure(),
                                        view.watermark().type().word(),
                                        view.value().get(),
                                        declared.type().word()),
                        "procedures",
                        view.procedure().toString(),
                        "watermark",
                        "type"));
    }
}
