package dev.silversmith.app.port;

import dev.silversmith.core.plan.Plan;
import java.util.UUID;

/** Writes the batch job of a plan. */
public interface JobFormat {

    /** The job definition as XML text; the same plan and run give the same text. */
    String write(UUID runId, Plan plan);
}
