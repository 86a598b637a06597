package dev.silversmith.console;

import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The page {@code /console/help}: what the statuses mean, how a selection is written, and the shortcuts. */
@Named
@RequestScoped
public class HelpPage {

    /**
     * Something to write or to press.
     *
     * @param key of the text that explains it
     */
    public record Entry(String code, String key) {}

    private static final List<Entry> SELECTION = List.of(
            new Entry("silver.load_fact_order", "one"),
            new Entry("silver.load_dim_*", "wildcard"),
            new Entry("tag:daily", "tag"),
            new Entry("group:sales", "group"),
            new Entry("kind:dimension", "kind"),
            new Entry("schema:silver", "schema"),
            new Entry("+silver.load_fact_order", "ancestors"),
            new Entry("silver.load_stg_order+", "descendants"),
            new Entry("2+silver.load_fact_order+1", "depth"),
            new Entry("tag:daily tag:crm", "union"),
            new Entry("tag:daily,kind:fact", "intersection"));

    private static final List<Entry> SHORTCUTS = List.of(
            new Entry("/", "search"),
            new Entry("g h", "home"),
            new Entry("g r", "runs"),
            new Entry("g l", "launch"),
            new Entry("g a", "approvals"),
            new Entry("g p", "preferences"),
            new Entry("j", "down"),
            new Entry("k", "up"),
            new Entry("Enter", "open"),
            new Entry("[", "previous"),
            new Entry("]", "next"),
            new Entry("r", "reload"),
            new Entry("?", "help"));

    /** The words of the statuses of runs and steps, each once. */
    public List<String> getStatuses() {
        return Stream.concat(
                        Arrays.stream(RunStatus.values()).map(RunStatus::word),
                        Arrays.stream(StepStatus.values()).map(StepStatus::word))
                .distinct()
                .toList();
    }

    public List<Entry> getSelection() {
        return SELECTION;
    }

    public List<Entry> getShortcuts() {
        return SHORTCUTS;
    }
}
