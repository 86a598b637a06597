package dev.silversmith.app.launch;

import dev.silversmith.app.RequestLimits;
import dev.silversmith.app.RunRequest;
import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.run.Reason;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a request of what somebody wrote into a form, by the rules of the API. */
@ApplicationScoped
public class ReadLaunch {

    private static final Map<String, Mode> MODES = Map.of("incremental", Mode.INCREMENTAL, "full", Mode.FULL);
    private static final Map<String, TransactionScope> SCOPES =
            Map.of("per_procedure", TransactionScope.PER_PROCEDURE, "per_group", TransactionScope.PER_GROUP);
    private static final Map<String, Boolean> STOP_ON_FAILURE = Map.of("continue", false, "stop", true);
    private static final Map<String, Boolean> REJECT_ON_OVERLAP = Map.of("queue", false, "reject", true);
    private static final String TRIGGER = "console";

    private final EngineSettings settings;

    @Inject
    public ReadLaunch(EngineSettings settings) {
        this.settings = settings;
    }

    ReadLaunch() {
        this(null);
    }

    /**
     * What came out.
     *
     * @param request with the default in the place of what makes no sense, so that its plan can be shown nevertheless
     * @param mistakes everything that makes no sense, at the pointers of the API; there is no run while there is one
     */
    public record Read(RunRequest request, List<Violation> mistakes) {

        public Read {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** The lanes of a run that says nothing of them. */
    public int usualLanes() {
        return Math.min(settings.maxParallel(), settings.maxLanes());
    }

    /** The most lanes that a run may ask for. */
    public int mostLanes() {
        return settings.maxLanes();
    }

    /**
     * Reads the whole form.
     *
     * @param mayFull whether the requester may ask for a full refresh
     */
    public Read read(LaunchForm form, boolean mayFull) {
        FormFields fields = new FormFields(form);
        Mode mode = fields.word("mode", MODES, Mode.INCREMENTAL);
        if (mode == Mode.FULL && !mayFull) {
            fields.mistake("mode", "a full refresh is for the role operator to request; ask for mode incremental");
        }
        if (!RequestLimits.isKey(form.key())) {
            fields.mistake("key", "takes 1 to %d printable ASCII characters".formatted(RequestLimits.LONGEST_KEY));
        }
        PlanRequest plan = new PlanRequest(
                mode,
                fields.word("transactionScope", SCOPES, TransactionScope.PER_PROCEDURE),
                fields.expression("select", form.select()),
                fields.expression("exclude", form.exclude()),
                overrides(form),
                fields.number("maxParallel", 1, settings.maxLanes(), usualLanes()));
        if (form.select().isBlank()) {
            fields.mistake("select", "choose at least one procedure; * takes every enabled one");
        }
        if (fields.word("dryRun", Map.of("true", true, "false", false), false)) {
            fields.mistake("dryRun", "a dry run is not supported yet");
        }
        form.strange().forEach(name -> fields.mistake("parameters", name));
        RunRequest request = new RunRequest(
                plan,
                fields.word("onFailure", STOP_ON_FAILURE, false),
                fields.word("onOverlap", REJECT_ON_OVERLAP, false),
                fields.duration("timeout", RequestLimits.SHORTEST_TIMEOUT, RequestLimits.LONGEST_TIMEOUT),
                fields.date("businessDate", RequestLimits.LAST_YEAR),
                fields.zone("timeZone"),
                TRIGGER,
                mode == Mode.FULL ? full(form, fields) : FullRefresh.UNCONFIRMED);
        return new Read(request, fields.mistakes());
    }

    private static FullRefresh full(LaunchForm form, FormFields fields) {
        String reason = form.field("reason");
        if (reason.length() > Reason.LONGEST) {
            fields.mistake("reason", "must have at most %d characters".formatted(Reason.LONGEST));
        }
        return new FullRefresh(form.field("confirmed").equals("true"), reason);
    }

    private static SortedMap<QualifiedName, SortedMap<String, Literal>> overrides(LaunchForm form) {
        SortedMap<QualifiedName, SortedMap<String, Literal>> overrides = new TreeMap<>();
        form.overrides().forEach((name, text) -> {
            if (!text.isEmpty()) {
                overrides
                        .computeIfAbsent(name.procedure(), first -> new TreeMap<>())
                        .put(name.argument(), OverrideText.read(text));
            }
        });
        return overrides;
    }
}
