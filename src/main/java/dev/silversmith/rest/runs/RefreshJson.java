package dev.silversmith.rest.runs;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.RefreshView;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Optional;

/** Attempts of refreshes as the API shows them. */
public final class RefreshJson {

    private RefreshJson() {}

    /** Of an attempt that has ended. */
    public static JsonObject write(RefreshView refresh) {
        return write(refresh, Optional.empty());
    }

    static JsonObject write(RefreshView refresh, Optional<Blocker> blocker) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("id", refresh.id().toString())
                .add("runId", refresh.runId().toString())
                .add("runNumber", refresh.runNumber())
                .add("view", refresh.view().toString())
                .add("trigger", refresh.trigger().word())
                .add("attemptNo", refresh.attemptNo())
                .add("status", refresh.status().word());
        RunJson.number(object, "lane", refresh.lane());
        RunJson.instant(object, "startedAt", refresh.startedAt());
        RunJson.instant(object, "finishedAt", refresh.finishedAt());
        RunJson.number(object, "durationMs", refresh.durationMs());
        refresh.concurrently()
                .ifPresentOrElse(
                        known -> object.add("concurrently", known), () -> object.add("concurrently", JsonValue.NULL));
        RunJson.text(object, "note", refresh.note());
        RunJson.text(object, "skippedBecause", refresh.skippedBecause());
        blocker.ifPresentOrElse(
                found -> object.add("blockedBy", StepJson.blocker(found)),
                () -> object.add("blockedBy", JsonValue.NULL));
        refresh.error()
                .ifPresentOrElse(
                        error -> object.add("error", StepJson.error(error)), () -> object.add("error", JsonValue.NULL));
        return object.build();
    }
}
