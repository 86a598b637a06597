package dev.silversmith.app.port;

import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import java.util.SortedMap;

/** Writes requests as JSON text, for storage. */
public interface OverrideFormat {

    /** Overridden values as an object of objects, by procedure and parameter. */
    String write(SortedMap<QualifiedName, SortedMap<String, Literal>> overrides);
}
