package dev.silversmith.core.plan;

import dev.silversmith.core.plan.PlannedRefresh.Link;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is different in one refresh of two plans. */
final class RefreshChanges {

    private RefreshChanges() {}

    static List<String> between(PlannedRefresh was, PlannedRefresh now) {
        List<String> changes = new ArrayList<>();
        if (was.concurrently() != now.concurrently()) {
            changes.add("the refresh of %s is %s concurrently"
                    .formatted(now.view(), now.concurrently() ? "now" : "no longer"));
        }
        if (!was.timeout().equals(now.timeout()) || !was.lockTimeout().equals(now.lockTimeout())) {
            changes.add("the limits of the refresh of %s were %s and are %s"
                    .formatted(now.view(), limits(was), limits(now)));
        }
        SortedSet<QualifiedName> procedures = new TreeSet<>(was.links().keySet());
        procedures.addAll(now.links().keySet());
        for (QualifiedName procedure : procedures) {
            Link before = was.links().get(procedure);
            Link after = now.links().get(procedure);
            if (!Objects.equals(before, after)) {
                changes.add("the link of %s to the refresh of %s was %s and is %s"
                        .formatted(procedure, now.view(), words(before), words(after)));
            }
        }
        return changes;
    }

    private static String limits(PlannedRefresh refresh) {
        return "timeout %s, lockTimeout %s"
                .formatted(refresh.timeout().map(Duration::toString).orElse("none"), refresh.lockTimeout());
    }

    private static String words(Link link) {
        return Optional.ofNullable(link)
                .map(known -> known.trigger().word() + (known.blocking() ? " and blocking" : ""))
                .orElse("none");
    }
}
