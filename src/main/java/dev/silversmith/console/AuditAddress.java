package dev.silversmith.console;

import dev.silversmith.app.port.AuditQueries.AuditFilter;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What the address of the audit log says. */
public final class AuditAddress {

    private static final int MOST_ACTIONS = 20;

    private final AuditFilter filter;

    /** Reads what the address says. */
    AuditAddress(ListFilter list) {
        this.filter = read(list);
        list.keepZone();
    }

    private static AuditFilter read(ListFilter list) {
        return new AuditFilter(
                list.text("actor"),
                actions(list),
                list.text("objectType"),
                list.text("objectId"),
                list.period(),
                list.text("q"));
    }

    private static Set<String> actions(ListFilter list) {
        Set<String> actions = list.text("action").stream()
                .flatMap(text -> Arrays.stream(text.split("[, ]+")))
                .collect(Collectors.toSet());
        if (actions.size() > MOST_ACTIONS || !actions.stream().allMatch(AuditFilter::isAction)) {
            list.problem("action", Texts.of("audit.action.odd", list.written("action")));
            return Set.of();
        }
        return actions;
    }

    AuditFilter filter() {
        return filter;
    }

    /** Every event of the filter as a file. */
    public String file(String format) {
        return Address.of("/api/v1/audit-events")
                .with("format", format)
                .with("actor", filter.actor().orElse(""))
                .with("action", filter.actions().stream().sorted().toList())
                .with("objectType", filter.objectType().orElse(""))
                .with("objectId", filter.objectId().orElse(""))
                .with("from", filter.at().from().map(Instant::toString).orElse(""))
                .with("to", filter.at().to().map(Instant::toString).orElse(""))
                .with("q", filter.text().orElse(""))
                .toString();
    }
}
