package dev.silversmith.app;

import dev.silversmith.app.port.ResetQueries;
import dev.silversmith.app.port.ResetQueries.ResetFilter;
import dev.silversmith.app.port.ResetView;
import dev.silversmith.app.port.WatermarkResets.Outcome;
import dev.silversmith.app.port.WatermarkResets.Target;
import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.run.Person;
import dev.silversmith.core.run.Reason;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.core.shared.TimeOrderedId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Sets a watermark by a person's word: at once where it moves forward or a little back, else when a second person has agreed, for to load
 * everything again is what a full refresh does.
 */
@ApplicationScoped
public class ResetWatermark {

    private final ResetRequest resets;
    private final ResetQueries queries;
    private final Clock clock;

    @Inject
    public ResetWatermark(ResetRequest resets, ResetQueries queries, Clock clock) {
        this.resets = resets;
        this.queries = queries;
        this.clock = clock;
    }

    ResetWatermark() {
        this(null, null, null);
    }

    /**
     * Asks for a reset.
     *
     * @param value where the watermark is wanted, as a person writes it; empty for nowhere
     * @param actor who asks
     * @return the request, applied already or waiting for a second person
     * @throws ProblemException if there is no such watermark, it stands there already, the value or the reason will not do, another request
     *     waits, or a running unit holds the watermark
     */
    public ResetView request(QualifiedName procedure, Optional<String> value, String reason, String actor) {
        Target target = resets.find(procedure).orElseThrow(() -> none(procedure));
        if (!Reason.isEnough(reason)) {
            throw invalid("reason", "must have at least %d characters".formatted(Reason.SHORTEST));
        }
        Optional<String> wanted = value.map(text -> canonical(target.type(), text));
        UUID id = TimeOrderedId.at(clock.instant());
        Outcome outcome = resets.request(id, target.procedure(), wanted, reason, actor);
        return switch (outcome) {
            case DONE -> queries.reset(id).orElseThrow();
            case UNDECLARED -> throw undeclared(procedure);
            case UNCHANGED ->
                throw invalid(
                        "value",
                        "the watermark of %s stands %s already"
                                .formatted(
                                        procedure,
                                        wanted.map("at %s"::formatted).orElse("nowhere")));
            case PENDING -> throw pending(procedure);
            case BUSY -> throw busy(procedure, target.procedure());
            default -> throw none(procedure);
        };
    }

    /**
     * The second person's word.
     *
     * @param reason why; needed for a rejection
     * @return the request as it is then
     * @throws ProblemException if there is no such request, somebody was first, it has run out, who asked is who decides, or the watermark
     *     cannot be set now
     */
    public ResetView decide(ResetView reset, boolean approve, Optional<String> reason, String actor) {
        if (Person.same(actor, reset.requestedBy())) {
            throw ownRequest(reset, approve, reason, actor);
        }
        Outcome outcome = resets.decide(reset.id(), approve, reason, actor);
        return switch (outcome) {
            case DONE -> queries.reset(reset.id()).orElseThrow();
            case UNDECLARED -> throw undeclared(reset.procedure());
            case SAME_PERSON -> throw ownRequest(reset, approve, reason, actor);
            case BUSY ->
                throw busy(
                        reset.procedure(),
                        resets.find(reset.procedure()).orElseThrow().procedure());
            default -> throw ended(reset, outcome);
        };
    }

    /**
     * Withdraws a request that waits for a second person; withdrawing twice is the same as once.
     *
     * @return the request as it is then
     * @throws ProblemException if it has ended in another way
     */
    public ResetView cancel(ResetView reset, String actor) {
        Outcome outcome = resets.cancel(reset.id(), actor);
        ResetView now = queries.reset(reset.id()).orElseThrow();
        if (outcome != Outcome.DONE && now.status() != ResetStatus.CANCELLED) {
            throw ended(reset, outcome);
        }
        return now;
    }

    /** Ends requests that nobody has decided in time. */
    public void expire() {
        resets.expire();
    }

    private ProblemException ownRequest(ResetView reset, boolean approve, Optional<String> reason, String actor) {
        resets.noteOwn(reset, approve, reason, actor);
        return new ProblemException(
                Problem.FOUR_EYES,
                "request %d is your own: somebody else has to decide; you can withdraw it".formatted(reset.number()));
    }

    private static String canonical(WatermarkType type, String text) {
        try {
            return type.canonical(text);
        } catch (IllegalArgumentException notOfItsType) {
            throw invalid("value", notOfItsType.getMessage());
        }
    }

    private static ProblemException none(QualifiedName procedure) {
        return new ProblemException(
                Problem.NOT_FOUND,
                "there is no watermark of a procedure %s; GET /watermarks lists all of them".formatted(procedure));
    }

    private static ProblemException undeclared(QualifiedName procedure) {
        return new ProblemException(
                Problem.CONFLICT,
                "the catalog does not declare the watermark of %s in this form any more; declare it again, then set it"
                        .formatted(procedure));
    }

    private ProblemException pending(QualifiedName procedure) {
        String number = queries
                .resets(new ResetFilter(Set.of(ResetStatus.PENDING_APPROVAL), Set.of(procedure)), 1, Optional.empty())
                .items()
                .stream()
                .map(reset -> " (%d, %s)".formatted(reset.number(), reset.id()))
                .findFirst()
                .orElse("");
        return new ProblemException(
                Problem.CONFLICT,
                "another request%s for the watermark of %s waits for a second person; have it decided or withdraw it first"
                        .formatted(number, procedure));
    }

    private ProblemException busy(QualifiedName procedure, UUID id) {
        return resets.holder(id)
                .map(run -> ProblemException.ofRun(
                        Problem.WATERMARK_BUSY,
                        "run %d is working with the watermark of %s; ask again when it has ended, or cancel it"
                                .formatted(run.number(), procedure),
                        run.run()))
                .orElseGet(() -> new ProblemException(
                        Problem.WATERMARK_BUSY,
                        "the watermark of %s is being changed at this moment; ask again".formatted(procedure)));
    }

    private ProblemException ended(ResetView reset, Outcome outcome) {
        String how = outcome == Outcome.EXPIRED
                ? "has run out"
                : "has ended: "
                        + queries.reset(reset.id()).orElse(reset).status().word();
        return new ProblemException(
                Problem.CONFLICT, "request %d %s; make a new one if need be".formatted(reset.number(), how));
    }

    private static ProblemException invalid(String field, String detail) {
        return new ProblemException(
                Problem.INVALID_REQUEST, "/%s %s".formatted(field, detail), List.of(Violation.at(detail, field)));
    }
}
