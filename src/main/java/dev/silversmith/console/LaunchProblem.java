package dev.silversmith.console;

import dev.silversmith.app.launch.LaunchForm;
import dev.silversmith.core.shared.Mark;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.Optional;

/**
 * What is wrong with a launch form, as the page says it.
 *
 * @param field the name of the field that it is about; empty if it is about the whole
 * @param text a sentence
 * @param place the part of the field's text; null if it is about all of it
 */
public record LaunchProblem(String field, String text, Place place) {

    /** Most characters before and after the part that are shown with it. */
    private static final int AROUND = 60;

    /**
     * The part of a text that is wrong, between what stands before and after it.
     *
     * @param instead what may be written instead; empty if there is no advice
     * @param link the address of the form with that written; empty likewise
     */
    public record Place(String before, String part, String after, String instead, String link) {}

    static LaunchProblem of(Violation violation, LaunchForm form) {
        String field = LaunchFields.field(violation.pointer());
        Optional<String> text = field.equals("select")
                ? Optional.of(form.select())
                : Optional.of(form.exclude()).filter(any -> field.equals("exclude"));
        Place place = violation
                .mark()
                .flatMap(mark -> text.filter(any -> mark.offset() + mark.length() <= any.length())
                        .map(whole -> place(mark, whole, field, form)))
                .orElse(null);
        String words = violation
                .mark()
                .flatMap(Mark::missing)
                .map(missing -> Texts.of("launch.missing", missing.noun(), missing.text()))
                .orElseGet(() -> sentence(field, violation.detail()));
        return new LaunchProblem(field, words, place);
    }

    /** What begins with a parameter's name keeps it as it is. */
    private static String sentence(String field, String detail) {
        return field.startsWith(LaunchFields.PARAMETER) ? detail + "." : Words.sentence(detail);
    }

    private static Place place(Mark mark, String whole, String field, LaunchForm form) {
        int end = mark.offset() + mark.length();
        String instead = mark.missing().flatMap(Mark.Missing::nearest).orElse("");
        String corrected = whole.substring(0, mark.offset()) + instead + whole.substring(end);
        LaunchForm cured = field.equals("select") ? form.selecting(corrected) : form.excluding(corrected);
        return new Place(
                whole.substring(Math.max(0, mark.offset() - AROUND), mark.offset()),
                whole.substring(mark.offset(), end),
                whole.substring(end, Math.min(whole.length(), end + AROUND)),
                instead,
                instead.isEmpty() ? "" : LaunchFields.link(cured));
    }
}
