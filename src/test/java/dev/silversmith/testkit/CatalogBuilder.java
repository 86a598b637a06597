package dev.silversmith.testkit;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes a catalog, valid or not. */
public final class CatalogBuilder {

    private final List<Procedure> procedures = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final List<RefreshTarget> targets = new ArrayList<>();

    private CatalogBuilder() {}

    public static CatalogBuilder aCatalog() {
        return new CatalogBuilder();
    }

    /** A catalog of these procedures and no group. */
    public static Catalog aCatalogOf(ProcedureBuilder... builders) {
        return aCatalog().with(builders).build();
    }

    public CatalogBuilder with(ProcedureBuilder... builders) {
        Arrays.stream(builders).map(ProcedureBuilder::build).forEach(procedures::add);
        return this;
    }

    public CatalogBuilder group(String name, int sequence, String... members) {
        groups.add(new Group(
                name, sequence, Arrays.stream(members).map(QualifiedName::parse).toList()));
        return this;
    }

    public CatalogBuilder target(String view, boolean concurrently) {
        targets.add(new RefreshTarget(QualifiedName.parse(view), concurrently, true));
        return this;
    }

    /** A target that is never refreshed. */
    public CatalogBuilder disabledTarget(String view) {
        targets.add(new RefreshTarget(QualifiedName.parse(view), false, false));
        return this;
    }

    public Catalog build() {
        return Catalog.of(procedures, groups, targets).withLinkedTargets();
    }
}
