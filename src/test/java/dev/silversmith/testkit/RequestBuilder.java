package dev.silversmith.testkit;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a request: everything that is enabled, incremental, each procedure in its own transaction, four lanes, unless told otherwise. */
public final class RequestBuilder {

    private Mode mode = Mode.INCREMENTAL;
    private TransactionScope scope = TransactionScope.PER_PROCEDURE;
    private String select = "";
    private String exclude = "";
    private final SortedMap<QualifiedName, SortedMap<String, Literal>> overrides = new TreeMap<>();
    private int maxParallel = 4;

    private RequestBuilder() {}

    public static RequestBuilder aRequest() {
        return new RequestBuilder();
    }

    public RequestBuilder full() {
        mode = Mode.FULL;
        return this;
    }

    public RequestBuilder scope(TransactionScope value) {
        scope = value;
        return this;
    }

    public RequestBuilder perGroup() {
        return scope(TransactionScope.PER_GROUP);
    }

    public RequestBuilder select(String expression) {
        select = expression;
        return this;
    }

    public RequestBuilder exclude(String expression) {
        exclude = expression;
        return this;
    }

    public RequestBuilder override(String procedure, String parameter, Literal value) {
        overrides
                .computeIfAbsent(QualifiedName.parse(procedure), none -> new TreeMap<>())
                .put(parameter, value);
        return this;
    }

    public RequestBuilder maxParallel(int lanes) {
        maxParallel = lanes;
        return this;
    }

    public PlanRequest build() {
        return new PlanRequest(mode, scope, select, exclude, overrides, maxParallel);
    }
}
