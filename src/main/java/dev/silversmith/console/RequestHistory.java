package dev.silversmith.console;

import dev.silversmith.app.Role;
import dev.silversmith.app.port.AuditQueries;
import dev.silversmith.app.port.AuditQueries.AuditFilter;
import dev.silversmith.app.port.AuditQueries.AuditView;
import dev.silversmith.app.port.Period;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.run.RunStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What happened to a request: the audit trail for whoever may read it, the run's own words for everybody else. */
@Named
@RequestScoped
public class RequestHistory {

    static final int MOST_EVENTS = 50;

    private static final Set<RunStatus> ENDS_UNDECIDED = Set.of(RunStatus.CANCELLED, RunStatus.EXPIRED);

    /**
     * Something that happened.
     *
     * @param what in words
     * @param who did it
     * @param reason why; empty where none was given
     */
    public record Happening(Instant at, String what, String who, String reason) {}

    private final AuditQueries trail;
    private final Caller caller;
    private UUID shown;
    private List<Happening> happenings = List.of();

    @Inject
    public RequestHistory(AuditQueries trail, Caller caller) {
        this.trail = trail;
        this.caller = caller;
    }

    RequestHistory() {
        this(null, null);
    }

    /** What happened to a run, the oldest first; it is read once. */
    public List<Happening> of(RunView run) {
        if (!run.id().equals(shown)) {
            happenings = isFromTrail() ? events(run) : words(run);
            shown = run.id();
        }
        return happenings;
    }

    /** Whether it is the audit trail that tells. */
    public boolean isFromTrail() {
        return caller.has(Role.AUDITOR);
    }

    private List<Happening> events(RunView run) {
        AuditFilter ofRun = new AuditFilter(
                Optional.empty(),
                Set.of(),
                Optional.of("run"),
                Optional.of(run.id().toString()),
                Period.ALWAYS,
                Optional.empty());
        return trail.events(ofRun, MOST_EVENTS, Optional.empty()).items().stream()
                .sorted(Comparator.comparingLong(AuditView::seq))
                .map(event -> new Happening(
                        event.at(),
                        event.action(),
                        event.actor(),
                        event.reason().orElse("")))
                .toList();
    }

    private static List<Happening> words(RunView run) {
        List<Happening> words = new ArrayList<>();
        words.add(happening(
                run.requestedAt(), "asked", run.requestedBy(), run.approval().reason()));
        run.resumedAt()
                .ifPresent(
                        at -> words.add(happening(at, "resumed", run.resumedBy().orElse(""), Optional.empty())));
        run.approval()
                .decidedAt()
                .ifPresent(at -> words.add(happening(
                        at,
                        run.approval().decision().orElse("none"),
                        run.approval().approver().orElse(""),
                        run.approval().decisionReason())));
        run.finishedAt()
                .filter(at -> ENDS_UNDECIDED.contains(run.status()))
                .ifPresent(at -> words.add(happening(at, run.status().word(), "", run.error())));
        return words.stream().sorted(Comparator.comparing(Happening::at)).toList();
    }

    private static Happening happening(Instant at, String word, String who, Optional<String> reason) {
        return new Happening(at, Texts.of("history." + word), who, reason.orElse(""));
    }
}
