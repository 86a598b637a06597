package dev.silversmith.core.timeline;

import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What each step of a plan has to wait for: the member before it in its group; or else every step of the units on which its unit depends,
 * the unit before it in a sequential stage, and the whole stage before its own.
 */
public final class RunOrder {

    private final Map<String, List<String>> stepsOf = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final List<Stage> stages;
    private final List<List<String>> stepsOfStage = new ArrayList<>();

    /** Where a step stands: the position of its stage, its unit there and its own in the unit. */
    private record Place(int stage, int unit, int member) {}

    private RunOrder(List<Stage> stages) {
        this.stages = stages;
        for (int stage = 0; stage < stages.size(); stage++) {
            List<Unit> units = stages.get(stage).units();
            List<String> all = new ArrayList<>();
            for (int unit = 0; unit < units.size(); unit++) {
                List<String> steps =
                        units.get(unit).members().stream().map(Object::toString).toList();
                stepsOf.put(units.get(unit).name(), steps);
                all.addAll(steps);
                for (int member = 0; member < steps.size(); member++) {
                    places.put(steps.get(member), new Place(stage, unit, member));
                }
            }
            stepsOfStage.add(List.copyOf(all));
        }
    }

    public static RunOrder of(Plan plan) {
        return new RunOrder(plan.stages());
    }

    boolean knows(String step) {
        return places.containsKey(step);
    }

    /** The unit of a step that is known. */
    Unit unit(String step) {
        Place place = places.get(step);
        return stages.get(place.stage()).units().get(place.unit());
    }

    List<String> steps(Unit unit) {
        return stepsOf.get(unit.name());
    }

    /** What a step waits for besides the stage before its own; nothing is known of a foreign step. */
    List<String> directlyBefore(String step) {
        Place place = places.get(step);
        if (place == null) {
            return List.of();
        }
        if (place.member() > 0) {
            return List.of(steps(unit(step)).get(place.member() - 1));
        }
        return Stream.concat(unit(step).dependsOn().stream(), unitBefore(place))
                .flatMap(name -> stepsOf.getOrDefault(name, List.of()).stream())
                .distinct()
                .toList();
    }

    private Stream<String> unitBefore(Place place) {
        Stage stage = stages.get(place.stage());
        return stage.kind() == Stage.Kind.SEQUENTIAL && place.unit() > 0
                ? Stream.of(stage.units().get(place.unit() - 1).name())
                : Stream.empty();
    }

    /** The position of a step's stage; of a foreign step, the first. */
    int stage(String step) {
        Place place = places.get(step);
        return place == null ? 0 : place.stage();
    }

    /** The steps of the stage at a position; before the first there are none. */
    List<String> stepsOfStage(int stage) {
        return stage < 0 ? List.of() : stepsOfStage.get(stage);
    }

    /** The units that wait for a unit, directly or because the stages stand so. */
    List<Unit> unitsAfter(Unit unit) {
        Place place = places.get(steps(unit).get(0));
        Stage stage = stages.get(place.stage());
        Stream<Unit> here = stage.units().stream()
                .filter(other -> other.dependsOn().contains(unit.name())
                        || (stage.kind() == Stage.Kind.SEQUENTIAL && follows(stage, place, other)));
        Stream<Unit> next =
                place.stage() + 1 < stages.size() ? stages.get(place.stage() + 1).units().stream() : Stream.empty();
        return Stream.concat(here, next)
                .filter(other -> !steps(other).isEmpty())
                .toList();
    }

    private static boolean follows(Stage stage, Place place, Unit other) {
        return place.unit() + 1 < stage.units().size()
                && stage.units().get(place.unit() + 1).equals(other);
    }
}
