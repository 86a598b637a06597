package dev.silversmith.testkit;

import dev.silversmith.core.plan.ViewFacts;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a database would say of views: materialized, refreshable, and reading nothing unless told otherwise. */
public final class Views {

    private final Map<QualifiedName, ViewFacts> facts = new HashMap<>();

    private Views() {}

    public static Views views(String... names) {
        Views views = new Views();
        Arrays.stream(names).forEach(name -> views.with(name));
        return views;
    }

    public Views with(String view, String... reads) {
        return put(view, ViewFacts.Kind.MATERIALIZED_VIEW, true, reads);
    }

    public Views of(String relation, ViewFacts.Kind kind) {
        return put(relation, kind, true);
    }

    /** One that belongs to somebody else. */
    public Views foreign(String view) {
        return put(view, ViewFacts.Kind.MATERIALIZED_VIEW, false);
    }

    private Views put(String view, ViewFacts.Kind kind, boolean refreshable, String... reads) {
        var names = Arrays.stream(reads).map(QualifiedName::parse).collect(Collectors.toCollection(TreeSet::new));
        facts.put(QualifiedName.parse(view), new ViewFacts(kind, names, refreshable));
        return this;
    }

    public Map<QualifiedName, ViewFacts> facts() {
        return Map.copyOf(facts);
    }
}
