package dev.silversmith.rest.json;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A request's body: one JSON object, well formed, without a key twice. An endpoint takes it as its parameter. */
public final class JsonBody {

    /** Nobody reads more of them, and an answer must not be many times as long as its request. */
    static final int MOST_MISTAKES = 100;

    private final JsonObject json;

    JsonBody(JsonObject json) {
        this.json = json;
    }

    /**
     * Reads the body with a function that asks for every field it knows.
     *
     * @param reading makes the request of the fields; it may return anything where a mistake was found, for then the result is dropped
     * @return what the function returned
     * @throws ProblemException {@link Problem#INVALID_REQUEST} with every mistake and its pointer, fields that were not asked for
     *     included, the first hundred of them named; {@link Problem#NOT_BUILT_YET} if the only mistakes are fields that do nothing yet
     */
    public <T> T read(Function<JsonFields, T> reading) {
        List<Mistake> mistakes = new ArrayList<>();
        JsonFields fields = new JsonFields(json, "", mistakes);
        T result = reading.apply(fields);
        fields.refuseOthers();
        if (!mistakes.isEmpty()) {
            throw refusal(mistakes);
        }
        return result;
    }

    private static ProblemException refusal(List<Mistake> mistakes) {
        List<Violation> violations = mistakes.stream().map(Mistake::violation).toList();
        Violation first = violations.get(0);
        String place = first.pointer().isEmpty() ? "" : first.pointer() + " ";
        String others = violations.size() == 1
                ? ""
                : " (and %s%d more)"
                        .formatted(violations.size() < MOST_MISTAKES ? "" : "at least ", violations.size() - 1);
        Problem problem =
                mistakes.stream().allMatch(Mistake::unbuilt) ? Problem.NOT_BUILT_YET : Problem.INVALID_REQUEST;
        return new ProblemException(problem, place + first.detail() + others, violations);
    }

    /**
     * One mistake in a body.
     *
     * @param unbuilt whether the field is known but does nothing yet
     */
    record Mistake(Violation violation, boolean unbuilt) {}
}
