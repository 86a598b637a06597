package dev.silversmith.rest.runs;

import dev.silversmith.app.port.RunView;
import dev.silversmith.rest.export.Csv;

/** Runs as lines of a file, with the names that they have in JSON. */
final class RunCsv {

    static final String HEAD = Csv.line(
            "number",
            "id",
            "status",
            "mode",
            "transactionScope",
            "trigger",
            "select",
            "exclude",
            "dryRun",
            "requestedBy",
            "requestedAt",
            "startedAt",
            "finishedAt",
            "durationMs",
            "rowsAffected",
            "steps",
            "succeeded",
            "failed",
            "skipped",
            "approver",
            "decision",
            "reason",
            "error");

    private RunCsv() {}

    static String line(RunView run) {
        return Csv.line(
                run.number(),
                run.id(),
                run.status().word(),
                run.mode(),
                run.transactionScope(),
                run.trigger(),
                run.select(),
                run.exclude(),
                run.dryRun(),
                run.requestedBy(),
                run.requestedAt(),
                run.startedAt(),
                run.finishedAt(),
                run.durationMs(),
                run.rowsAffected(),
                run.steps().total(),
                run.steps().succeeded(),
                run.steps().failed(),
                run.steps().skipped(),
                run.approval().approver(),
                run.approval().decision(),
                run.approval().reason(),
                run.error());
    }
}
