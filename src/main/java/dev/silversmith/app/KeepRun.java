package dev.silversmith.app;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.Outbox;
import dev.silversmith.app.port.OverrideFormat;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.app.port.RunStore.KeyedRun;
import dev.silversmith.app.port.RunStore.NewRun;
import dev.silversmith.app.port.RunStore.Overlap;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps a requested run with its steps, in one transaction; the database adds the audit event. */
@ApplicationScoped
public class KeepRun {

    private final CatalogStore catalogs;
    private final RunStore runs;
    private final OverrideFormat overrides;
    private final Outbox outbox;

    @Inject
    public KeepRun(CatalogStore catalogs, RunStore runs, OverrideFormat overrides, Outbox outbox) {
        this.catalogs = catalogs;
        this.runs = runs;
        this.overrides = overrides;
        this.outbox = outbox;
    }

    KeepRun() {
        this(null, null, null, null);
    }

    @Transactional
    public Optional<KeyedRun> find(String idempotencyKey) {
        return runs.findByKey(idempotencyKey);
    }

    /**
     * What became of a request.
     *
     * @param made whether there is a new run; else the key is taken, or there are overlaps
     * @param overlaps open runs for whose sake nothing was kept
     */
    public record Kept(boolean made, List<Overlap> overlaps) {

        public Kept {
            overlaps = List.copyOf(overlaps);
        }
    }

    /**
     * Keeps the run, unless its key was taken meanwhile, or it has to be rejected for an overlap.
     *
     * @throws dev.silversmith.core.shared.ProblemException UNKNOWN_PROCEDURE if a planned procedure was removed from the catalog meanwhile
     */
    @Transactional
    public Kept keep(
            UUID id,
            String key,
            String fingerprint,
            RunRequest request,
            LocalDate businessDate,
            String actor,
            Plan plan,
            String jobXml) {
        catalogs.lockForUse();
        runs.lockForInsert();
        if (request.rejectOnOverlap()) {
            List<Overlap> overlaps = runs.overlaps(plan.procedures().keySet());
            if (!overlaps.isEmpty()) {
                return new Kept(false, overlaps);
            }
        }
        var wanted = request.plan();
        boolean made = runs.insert(new NewRun(
                id,
                key,
                fingerprint,
                request.trigger(),
                wanted.select(),
                wanted.exclude(),
                overrides.write(wanted.overrides()),
                wanted.maxParallel(),
                request.stopOnFailure(),
                request.rejectOnOverlap(),
                request.timeout(),
                businessDate,
                request.timeZone().getId(),
                actor,
                request.full(),
                plan,
                jobXml));
        if (made && plan.mode() == Mode.FULL) {
            outbox.approvalWanted(id);
        }
        return new Kept(made, List.of());
    }
}
