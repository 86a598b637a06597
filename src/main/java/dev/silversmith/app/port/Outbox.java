package dev.silversmith.app.port;

import java.util.UUID;

/**
 * Messages for the webhook, written in the transaction of the act that they tell of: what is rolled back is told to nobody. Nothing is
 * written where this server has no webhook.
 */
public interface Outbox {

    /** Tells that a run has just ended as failed. */
    void runFailed(UUID runId);

    /** Tells that a run has just begun to wait for an approval. */
    void approvalWanted(UUID runId);

    /** Tells that the reset of a watermark has just begun to wait for an approval; of one that needs none nothing is told. */
    void resetApprovalWanted(UUID resetId);
}
