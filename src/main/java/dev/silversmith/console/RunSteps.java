package dev.silversmith.console;

import dev.silversmith.app.StepTable;
import dev.silversmith.app.port.RunInsights;
import dev.silversmith.core.run.Standing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps of the run that {@link RunPage} shows, page by page. */
@Named
@RequestScoped
public class RunSteps {

    private final RunPage page;
    private final RunInsights insights;

    private String status;
    private String number;
    private StepTable table;

    @Inject
    public RunSteps(RunPage page, RunInsights insights) {
        this.page = page;
        this.insights = insights;
    }

    RunSteps() {
        this(null, null);
    }

    /**
     * A choice among the steps.
     *
     * @param standing null for all
     * @param word its word in addresses; empty for all
     */
    public record Chip(Standing standing, String word, long count, boolean chosen) {}

    /** Does nothing unless the page shows this view. */
    public void load() {
        if (!page.shows("steps")) {
            return;
        }
        table = StepTable.of(insights.lines(page.getRun().id()), standing(), PageNumber.of(number));
    }

    private Optional<Standing> standing() {
        return Optional.ofNullable(status).flatMap(Standing::ofWord);
    }

    /** The standing that is shown, as the address says it; null for all. */
    public String getStatus() {
        return status;
    }

    public void setStatus(String status) {
        this.status = status;
    }

    /** The page's number, as the address says it; null for the first. */
    public String getNumber() {
        return number;
    }

    public void setNumber(String number) {
        this.number = number;
    }

    public StepTable getTable() {
        return table;
    }

    /** Whether members of a group are among them. */
    public boolean isGrouped() {
        return table.lines().stream().anyMatch(line -> line.group().isPresent());
    }

    /** All, and each standing that a step has. */
    public List<Chip> getChips() {
        Optional<Standing> chosen = standing();
        long all = table.counts().values().stream().mapToLong(Long::longValue).sum();
        List<Chip> chips = new ArrayList<>();
        chips.add(new Chip(null, "", all, chosen.isEmpty()));
        table.counts()
                .forEach((standing, count) -> chips.add(new Chip(
                        standing,
                        standing.word(),
                        count,
                        chosen.filter(standing::equals).isPresent())));
        return chips;
    }

    public boolean isMore() {
        return table.number() < table.pages();
    }
}
