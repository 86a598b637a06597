package dev.silversmith.rest.runs;

import dev.silversmith.app.RequestLimits;
import dev.silversmith.app.RunRequest;
import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.run.Reason;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.rest.json.JsonBody;
import dev.silversmith.rest.json.JsonFields;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the body of a request for a run or a plan; what the body leaves out gets its default. */
@ApplicationScoped
public class RequestReader {

    private static final Map<String, Mode> MODES = Map.of("incremental", Mode.INCREMENTAL, "full", Mode.FULL);
    private static final Map<String, TransactionScope> SCOPES =
            Map.of("per_procedure", TransactionScope.PER_PROCEDURE, "per_group", TransactionScope.PER_GROUP);
    private static final Map<String, Boolean> STOP_ON_FAILURE = Map.of("continue", false, "stop", true);
    private static final Map<String, Boolean> REJECT_ON_OVERLAP = Map.of("queue", false, "reject", true);

    private final EngineSettings settings;

    @Inject
    public RequestReader(EngineSettings settings) {
        this.settings = settings;
    }

    RequestReader() {
        this(null);
    }

    /**
     * The request of a body.
     *
     * @throws dev.silversmith.core.shared.ProblemException naming every mistake
     */
    RunRequest read(JsonBody body) {
        return body.read(this::request);
    }

    private RunRequest request(JsonFields fields) {
        if (fields.flag("dryRun").orElse(false)) {
            fields.notBuiltYetValue("dryRun", "a dry run is not supported yet");
        }
        boolean stopOnFailure = fields.word("onFailure", STOP_ON_FAILURE).orElse(false);
        boolean rejectOnOverlap = fields.word("onOverlap", REJECT_ON_OVERLAP).orElse(false);
        Optional<Duration> timeout =
                fields.duration("timeout", RequestLimits.SHORTEST_TIMEOUT, RequestLimits.LONGEST_TIMEOUT);
        Optional<LocalDate> businessDate = fields.date("businessDate");
        ZoneId zone = fields.parsed("timeZone", ZoneId::of, "a time zone like Europe/Berlin")
                .orElse(ZoneOffset.UTC);
        PlanRequest plan = plan(fields);
        Optional<FullRefresh> full = fields.object("fullRefresh", RequestReader::fullRefresh);
        if (full.isPresent() && plan.mode() != Mode.FULL) {
            fields.mistake("fullRefresh", "belongs to a request of mode full; this one is incremental");
        }
        return new RunRequest(
                plan,
                stopOnFailure,
                rejectOnOverlap,
                timeout,
                businessDate,
                zone,
                "api",
                full.orElse(FullRefresh.UNCONFIRMED));
    }

    private static FullRefresh fullRefresh(JsonFields fields) {
        return new FullRefresh(
                fields.flag("confirmed").orElse(false),
                fields.text("reason", Reason.LONGEST).orElse(""));
    }

    private PlanRequest plan(JsonFields fields) {
        return new PlanRequest(
                fields.word("mode", MODES).orElse(Mode.INCREMENTAL),
                fields.word("transactionScope", SCOPES).orElse(TransactionScope.PER_PROCEDURE),
                fields.text("select", RequestLimits.LONGEST_SELECTION).orElse(""),
                fields.text("exclude", RequestLimits.LONGEST_SELECTION).orElse(""),
                fields.object("parameters", RequestReader::overrides).orElseGet(TreeMap::new),
                lanes(fields));
    }

    /** More lanes than the server has would never work: better said than silently fewer. */
    private int lanes(JsonFields fields) {
        Optional<Integer> wanted = fields.number("maxParallel", 1, Integer.MAX_VALUE);
        if (wanted.isPresent() && wanted.get() > settings.maxLanes()) {
            fields.mistake(
                    "maxParallel",
                    "must be at most %d, the lanes of this server (SILVERSMITH_MAX_LANES)"
                            .formatted(settings.maxLanes()));
        }
        return wanted.orElse(Math.min(settings.maxParallel(), settings.maxLanes()));
    }

    private static SortedMap<QualifiedName, SortedMap<String, Literal>> overrides(JsonFields fields) {
        SortedMap<QualifiedName, SortedMap<String, Literal>> overrides = new TreeMap<>();
        for (String name : fields.names()) {
            Optional<Map<String, Literal>> values = fields.object(name, JsonFields::literals);
            try {
                QualifiedName procedure = QualifiedName.parse(name);
                if (overrides.containsKey(procedure)) {
                    fields.mistake(name, "is %s once more".formatted(procedure));
                }
                values.ifPresent(found -> overrides.put(procedure, new TreeMap<>(found)));
            } catch (IllegalArgumentException notAName) {
                fields.mistake(name, notAName.getMessage());
            }
        }
        return overrides;
    }
}
