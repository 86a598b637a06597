package dev.silversmith.rest.error;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.util.Comparator;
import java.util.List;

/** The house's words for refusals that the container makes by itself. */
final class Problems {

    private Problems() {}

    /** The problem that a status stands for; any other refusal counts as a malformed request. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 401 -> Problem.UNAUTHENTICATED;
            case 403 -> Problem.FORBIDDEN;
            case 404 -> Problem.NOT_FOUND;
            case 405 -> Problem.METHOD_NOT_ALLOWED;
            case 406 -> Problem.NOT_ACCEPTABLE;
            case 413 -> Problem.TOO_LARGE;
            case 415 -> Problem.UNSUPPORTED_MEDIA_TYPE;
            default -> Problem.MALFORMED_REQUEST;
        };
    }

    static String detail(Problem problem) {
        return switch (problem) {
            case NOT_FOUND -> "nothing answers at this path";
            case METHOD_NOT_ALLOWED -> "the header Allow names the methods that this path takes";
            case NOT_ACCEPTABLE -> "the header Accept leaves out every form in which this answer exists";
            case UNSUPPORTED_MEDIA_TYPE -> "the header Content-Type names a form that this path does not take";
            default -> problem.title();
        };
    }

    static ProblemException of(ConstraintViolationException invalid) {
        List<Violation> violations = invalid.getConstraintViolations().stream()
                .map(Problems::violation)
                .sorted(Comparator.comparing(Violation::pointer).thenComparing(Violation::detail))
                .toList();
        String detail = violations.isEmpty()
                ? Problem.INVALID_REQUEST.title()
                : violations.get(0).detail();
        return new ProblemException(Problem.INVALID_REQUEST, detail, violations);
    }

    private static Violation violation(ConstraintViolation<?> one) {
        return Violation.at(one.getMessage(), one.getPropertyPath().toString().split("\\.", -1));
    }
}
