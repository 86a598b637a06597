package dev.silversmith.console;

import dev.silversmith.app.ApprovalRequest;
import dev.silversmith.app.Role;
import dev.silversmith.core.run.Reason;
import dev.silversmith.core.shared.ProblemException;
import java.util.Optional;
import java.util.function.Supplier;

/** What a page lets somebody do about a request, and what came of it: a sentence of a refusal stands in the page, with the form as it was. */
public final class DecisionForm {

    /** A call of a use case that may refuse. */
    @FunctionalInterface
    interface Act {
        void now();
    }

    private final Caller caller;
    private final Role withdrawer;
    private final Supplier<Optional<ApprovalRequest>> request;

    private String reason;
    private String problem;

    /**
     * A form that nothing was written into.
     *
     * @param withdrawer who may withdraw such a request
     * @param request as it is now; empty if there is none
     */
    DecisionForm(Caller caller, Role withdrawer, Supplier<Optional<ApprovalRequest>> request) {
        this.caller = caller;
        this.withdrawer = withdrawer;
        this.request = request;
    }

    /** What was written as the reason; null before anything was. */
    public String getReason() {
        return reason;
    }

    public void setReason(String reason) {
        this.reason = reason;
    }

    /** Why nothing was done; null if nothing was refused. */
    public String getProblem() {
        return problem;
    }

    /** Whether somebody may still decide. */
    public boolean isWaiting() {
        return request.get().filter(ApprovalRequest::isWaiting).isPresent();
    }

    /** Whether the caller asked for it and so may not decide. */
    public boolean isOwn() {
        return request.get().filter(one -> one.isAskedBy(caller.name())).isPresent();
    }

    /** Whether the caller may reject it, and approve it if nothing else is in the way. */
    public boolean isDecidable() {
        return isWaiting() && caller.has(Role.APPROVER) && !isOwn();
    }

    /** Whether the caller may withdraw it. */
    public boolean isWithdrawable() {
        return isWaiting() && caller.has(withdrawer);
    }

    Optional<String> writtenReason() {
        return Optional.ofNullable(reason).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Whether it is done; if not, {@link #getProblem} says why. */
    boolean approve(Act act) {
        Optional<String> flaw = flaw(writtenReason().orElse(""));
        if (flaw.isPresent()) {
            return refused(flaw.get());
        }
        return caller.has(Role.APPROVER) ? done(act) : refused(Texts.of("decision.role", Role.APPROVER.word()));
    }

    /** What is wrong with a reason as a text, whatever it says; empty if nothing is. */
    static Optional<String> flaw(String written) {
        if (written.length() > Reason.LONGEST) {
            return Optional.of(Texts.of("decision.long", Reason.LONGEST));
        }
        return isText(written) ? Optional.empty() : Optional.of(Texts.of("decision.odd"));
    }

    /** The database has no place for the character zero nor for half of a surrogate pair. */
    private static boolean isText(String written) {
        return written.codePoints().noneMatch(one -> one == 0 || Character.getType(one) == Character.SURROGATE);
    }

    /** As {@link #approve}; it needs a reason. */
    boolean reject(Act act) {
        if (writtenReason().filter(Reason::isEnough).isEmpty()) {
            return refused(Texts.of("decision.why", Reason.SHORTEST));
        }
        return approve(act);
    }

    /** As {@link #approve}. */
    boolean withdraw(Act act) {
        return caller.has(withdrawer) ? done(act) : refused(Texts.of("decision.role", withdrawer.word()));
    }

    boolean refused(String why) {
        problem = why;
        return false;
    }

    private boolean done(Act act) {
        try {
            act.now();
            return true;
        } catch (ProblemException refusal) {
            return refused(Words.sentence(refusal.getMessage()));
        }
    }
}
