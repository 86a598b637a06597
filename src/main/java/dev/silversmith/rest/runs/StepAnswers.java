package dev.silversmith.rest.runs;

import dev.silversmith.app.port.Blockers;
import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.StepView;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes steps with what their rows do not say: for whom they wait at this moment. */
@ApplicationScoped
public class StepAnswers {

    private final Blockers blockers;

    @Inject
    public StepAnswers(Blockers blockers) {
        this.blockers = blockers;
    }

    StepAnswers() {
        this(null);
    }

    String write(StepView step) {
        return StepJson.write(
                        step, Optional.ofNullable(blockers.of(List.of(step)).get(step.id())))
                .toString();
    }

    String write(Page<StepView> page) {
        Map<UUID, Blocker> found = blockers.of(page.items());
        return PageJson.write(page, step -> StepJson.write(step, Optional.ofNullable(found.get(step.id()))))
                .toString();
    }
}
