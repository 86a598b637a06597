package dev.silversmith.core.shared;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A refusal with its kind, a sentence that names the thing and the cure, and every offender.
 *
 * <p>The message may be shown to the caller; an unexpected fault is never wrapped in this class.
 */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient List<Violation> violations;
    private final UUID runId;

    public ProblemException(Problem problem, String detail) {
        this(problem, detail, List.of());
    }

    public ProblemException(Problem problem, String detail, List<Violation> violations) {
        this(problem, detail, violations, null);
    }

    private ProblemException(Problem problem, String detail, List<Violation> violations, UUID runId) {
        super(detail);
        this.problem = problem;
        this.violations = List.copyOf(violations);
        this.runId = runId;
    }

    /** A refusal because of a run. */
    public static ProblemException ofRun(Problem problem, String detail, UUID runId) {
        return new ProblemException(problem, detail, List.of(), Objects.requireNonNull(runId, "runId"));
    }

    /** Refuses with all violations, the first of them in the message; passes if there is none. */
    public static void throwIfAny(Problem problem, List<Violation> violations) {
        if (!violations.isEmpty()) {
            String others = violations.size() == 1 ? "" : " (and %d more)".formatted(violations.size() - 1);
            throw new ProblemException(problem, violations.get(0).detail() + others, violations);
        }
    }

    public Problem problem() {
        return problem;
    }

    /** Every single offender, in the order of the input; empty where the message says it all. */
    public List<Violation> violations() {
        return violations;
    }

    /** The run that is in the way, or was asked for. */
    public Optional<UUID> runId() {
        return Optional.ofNullable(runId);
    }

    /**
     * One offender.
     *
     * @param pointer JSON pointer or catalog path of the place, for example {@code /parameters/silver.load_x/p_day}
     * @param detail what is wrong there and what would be right
     * @param mark which part of the place's text it is, where it is only a part
     */
    public record Violation(String pointer, String detail, Optional<Mark> mark) {

        public Violation(String pointer, String detail) {
            this(pointer, detail, Optional.empty());
        }

        /** A violation at the JSON pointer that these segments make, escaped as RFC 6901 wants it. */
        public static Violation at(String detail, String... segments) {
            String pointer = Arrays.stream(segments)
                    .map(segment -> "/" + segment.replace("~", "~0").replace("/", "~1"))
                    .collect(Collectors.joining());
            return new Violation(pointer, detail);
        }

        /** The same, of a part of the text at its place. */
        public Violation marked(Mark part) {
            return new Violation(pointer, detail, Optional.of(part));
        }
    }
}
