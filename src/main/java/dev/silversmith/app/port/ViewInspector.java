package dev.silversmith.app.port;

import dev.silversmith.core.plan.ViewFacts;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collection;
import java.util.Map;

/** Looks up in the database what is to be refreshed. */
public interface ViewInspector {

    /** What relations of these names are; a name that the database does not have is left out. */
    Map<QualifiedName, ViewFacts> views(Collection<QualifiedName> names);
}
