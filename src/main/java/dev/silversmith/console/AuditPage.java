package dev.silversmith.console;

import dev.silversmith.app.Role;
import dev.silversmith.app.port.AuditQueries;
import dev.silversmith.app.port.AuditQueries.AuditView;
import dev.silversmith.app.port.AuditVerification;
import dev.silversmith.app.port.AuditVerification.Verdict;
import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.Page;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.wire.FieldDiff;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;

/** The page {@code /console/audit}: the trail, newest first, for whoever may read it; for others it does not exist. */
@Named
@RequestScoped
public class AuditPage {

    private static final String PATH = "/console/audit";
    private static final String CHAIN = "chain";

    private final AuditQueries queries;
    private final AuditVerification verification;
    private final Caller caller;
    private final Preferences preferences;
    private final Answer answer;
    private final DatabaseClock clock;

    private ListFilter filter;
    private AuditAddress address;
    private Page<AuditView> page = new Page<>(List.of(), Optional.empty());
    private Verdict verdict;

    @Inject
    public AuditPage(
            AuditQueries queries,
            AuditVerification verification,
            Caller caller,
            Preferences preferences,
            Answer answer,
            DatabaseClock clock) {
        this.queries = queries;
        this.verification = verification;
        this.caller = caller;
        this.preferences = preferences;
        this.answer = answer;
        this.clock = clock;
    }

    AuditPage() {
        this(null, null, null, null, null, null);
    }

    /** Reads the page of the trail that the address names, and checks the chain if it asks for that. */
    public void load() {
        if (!caller.has(Role.AUDITOR)) {
            answer.notFound();
            return;
        }
        filter = new ListFilter(PATH, caller.all(), preferences.getZone(), clock.instant());
        address = new AuditAddress(filter);
        if (filter.problems().isEmpty()) {
            turn();
        }
        if (caller.said("check").filter(CHAIN::equals).isPresent()) {
            verdict = verification.verify(Optional.empty());
        }
    }

    private void turn() {
        try {
            page = queries.events(
                    address.filter(),
                    preferences.getRows(),
                    caller.said("cursor").filter(cursor -> !cursor.isEmpty()));
        } catch (ProblemException notACursor) {
            answer.badRequest();
        }
    }

    public AuditAddress getAddress() {
        return address;
    }

    public ListFilter getFilter() {
        return filter;
    }

    public List<AuditView> getItems() {
        return page.items();
    }

    /** The fields of an event's states. */
    public List<FieldDiff.Field> fields(AuditView event) {
        return FieldDiff.of(event.before(), event.after());
    }

    /** What has changed, in a line: the first field of a state that was there before, else that there is more to see. */
    public String summary(AuditView event) {
        return fields(event).stream()
                .filter(field -> event.before().isPresent() && field.changed())
                .findFirst()
                .map(field -> Texts.of("audit.summary", field.name(), brief(field.before()), brief(field.after())))
                .orElseGet(() -> Texts.of("audit.details"));
    }

    private static String brief(Optional<String> value) {
        String text = value.orElse(Words.UNKNOWN);
        return text.length() <= 40 ? text : text.substring(0, 39) + "…";
    }

    /** Where the object of an event is shown; empty if it has no page. */
    public String object(AuditView event) {
        return event.objectType().equals("run")
                ? Address.of("/console/run").with("id", event.objectId()).toString()
                : "";
    }

    /** The address of the events before these; empty on the last page. */
    public String getOlder() {
        return page.nextCursor()
                .map(cursor -> filter.address().with("cursor", cursor).toString())
                .orElse("");
    }

    /** Whether these are not the newest. */
    public boolean isFurther() {
        return caller.said("cursor").filter(cursor -> !cursor.isEmpty()).isPresent();
    }

    /** The address that checks the chain. */
    public String getCheck() {
        return filter.address().with("check", CHAIN).toString();
    }

    /** What became of the check; null if none was asked for. */
    public Verdict getVerdict() {
        return verdict;
    }
}
