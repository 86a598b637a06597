package dev.silversmith.console;

import dev.silversmith.app.ApprovalRequest;
import dev.silversmith.app.ResetWatermark;
import dev.silversmith.app.Role;
import dev.silversmith.app.port.ResetQueries;
import dev.silversmith.app.port.ResetView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import java.util.regex.Pattern;

/** The page {@code /console/reset}: the reset of a watermark, and the decision on it. See {@link ApprovalPage}. */
@Named
@RequestScoped
public class ResetPage {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final ResetQueries queries;
    private final ResetWatermark resets;
    private final Caller caller;
    private final Answer answer;
    private final DecisionForm form;

    private Optional<ResetView> reset;

    @Inject
    public ResetPage(ResetQueries queries, ResetWatermark resets, Caller caller, Answer answer) {
        this.queries = queries;
        this.resets = resets;
        this.caller = caller;
        this.answer = answer;
        this.form = new DecisionForm(caller, Role.OPERATOR, () -> found().map(ApprovalRequest::of));
    }

    ResetPage() {
        this(null, null, null, null);
    }

    /** A reset that does not exist is not found. */
    public void load() {
        if (found().isEmpty()) {
            answer.notFound();
        }
    }

    private Optional<ResetView> found() {
        if (reset == null) {
            reset = caller.said("id")
                    .filter(id -> NUMBER.matcher(id).matches())
                    .flatMap(id -> queries.reset(Long.parseLong(id)));
        }
        return reset;
    }

    public ResetView getReset() {
        return found().orElse(null);
    }

    /** The number as people write it, without grouping; null if there is no such reset. */
    public String getNumber() {
        return found().map(one -> Long.toString(one.number())).orElse(null);
    }

    public DecisionForm getForm() {
        return form;
    }

    /** Whether the caller may approve it, too. */
    public boolean isApprovable() {
        return form.isDecidable();
    }

    /** What was just done, if it is so. */
    public String getSaid() {
        String said = caller.said("said").orElse("");
        boolean is =
                switch (said) {
                    case "approve", "reject" ->
                        getReset().decision().filter(said::equals).isPresent();
                    case "withdraw" -> getReset().cancelledBy().isPresent();
                    case "late" -> true;
                    default -> false;
                };
        return is ? said : "";
    }

    public String approve() {
        return next("approve", form.approve(() -> decide(true)));
    }

    public String reject() {
        return next("reject", form.reject(() -> decide(false)));
    }

    private void decide(boolean approve) {
        resets.decide(getReset(), approve, form.writtenReason(), caller.name());
    }

    public String withdraw() {
        return next("withdraw", form.withdraw(() -> resets.cancel(getReset(), caller.name())));
    }

    /** After a refusal the page shows what the request is now. */
    private String next(String act, boolean done) {
        if (done) {
            return "/console/reset?faces-redirect=true&id=%s&said=%s".formatted(getNumber(), act);
        }
        reset = null;
        return null;
    }
}
