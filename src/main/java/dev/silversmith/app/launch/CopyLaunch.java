package dev.silversmith.app.launch;

import dev.silversmith.app.PlanInputs;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.ArgumentName;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Fills in the form with the request of an earlier run. */
@ApplicationScoped
public class CopyLaunch {

    private static final String EVERYTHING = "*";

    private final PlanInputs inputs;

    @Inject
    public CopyLaunch(PlanInputs inputs) {
        this.inputs = inputs;
    }

    CopyLaunch() {
        this(null);
    }

    /**
     * What was asked for, all but its key and its reason. A business date that was the day of the request is left out: it shall be the day of
     * the next one.
     */
    public LaunchForm of(RunView run) {
        Map<String, String> fields = new HashMap<>();
        fields.put("mode", run.mode());
        fields.put("transactionScope", run.transactionScope());
        fields.put("maxParallel", Integer.toString(run.maxParallel()));
        fields.put("onFailure", run.onFailure());
        fields.put("onOverlap", run.onOverlap());
        run.timeout().ifPresent(timeout -> fields.put("timeout", timeout.toString()));
        LocalDate day = LocalDate.ofInstant(run.requestedAt(), ZoneOffset.UTC);
        run.businessDate()
                .filter(date -> !date.equals(day))
                .ifPresent(date -> fields.put("businessDate", date.toString()));
        String select = run.select().isBlank() ? EVERYTHING : run.select();
        return new LaunchForm(select, run.exclude(), fields, overrides(run), List.of());
    }

    private SortedMap<ArgumentName, String> overrides(RunView run) {
        SortedMap<ArgumentName, String> overrides = new TreeMap<>();
        if (run.planFingerprint().isPresent()) {
            inputs.kept(run.id())
                    .request()
                    .overrides()
                    .forEach((procedure, values) -> values.forEach(
                            (name, value) -> overrides.put(argument(procedure, name), OverrideText.write(value))));
        }
        return overrides;
    }

    private static ArgumentName argument(QualifiedName procedure, String name) {
        return new ArgumentName(procedure, name);
    }
}
