package dev.silversmith.pg;

import dev.silversmith.app.port.OverrideFormat;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.wire.OverrideJson;
import dev.silversmith.wire.RefusalJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.SortedMap;

/** Requests as the JSON text that the tables keep. */
@ApplicationScoped
public class PgRequestFormat implements OverrideFormat {

    @Override
    public String write(SortedMap<QualifiedName, SortedMap<String, Literal>> overrides) {
        return OverrideJson.write(overrides).toString();
    }

    @Override
    public String describe(PlanRequest request) {
        return OverrideJson.write(request).toString();
    }

    @Override
    public String refusal(PlanRequest request, FullRefresh full, ProblemException why) {
        return RefusalJson.write(request, full, why).toString();
    }
}
