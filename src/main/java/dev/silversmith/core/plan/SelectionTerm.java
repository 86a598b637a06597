package dev.silversmith.core.plan;

import dev.silversmith.core.shared.Mark;
import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Optional;

/**
 * One term of a selection expression, {@code [N+]method:value[+N]} or a bare name.
 *
 * @param source the term as it was written
 * @param method what the value names; procedures for a bare name
 * @param value a name, or a pattern with plain stars
 * @param up how many generations of ancestors it takes
 * @param down how many generations of descendants it takes
 */
record SelectionTerm(QuotedText source, SelectionMethod method, QuotedText value, int up, int down) {

    static SelectionTerm parse(QuotedText source) {
        int start = leadingDepth(source);
        int end = trailingDepth(source, start);
        int up = start == 0 ? 0 : depth(source.part(0, start - 1));
        int down = end == source.length() ? 0 : depth(source.part(end + 1, source.length()));
        QuotedText body = source.part(start, end);
        refusePlus(body);
        int colon = body.indexOf(':');
        SelectionMethod method = colon < 0 ? SelectionMethod.PROC : method(body.part(0, colon));
        QuotedText value = body.part(colon + 1, body.length());
        if (value.length() == 0) {
            throw invalid(source, "names nothing");
        }
        return new SelectionTerm(source, method, method.folds() ? value.folded() : value, up, down);
    }

    private static int leadingDepth(QuotedText source) {
        int at = 0;
        while (at < source.length() && source.isPlain(at, SelectionTerm::isDigit)) {
            at++;
        }
        return at < source.length() && source.isPlain(at, found -> found == '+') ? at + 1 : 0;
    }

    private static int trailingDepth(QuotedText source, int start) {
        int at = source.length() - 1;
        while (at >= start && source.isPlain(at, SelectionTerm::isDigit)) {
            at--;
        }
        return at >= start && source.isPlain(at, found -> found == '+') ? at : source.length();
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    /** All generations where no number is given, or one that no chain of procedures can have. */
    private static int depth(QuotedText digits) {
        return digits.length() == 0 || digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits.text());
    }

    private static void refusePlus(QuotedText body) {
        int plus = body.indexOf('+');
        if (plus >= 0) {
            throw invalid(body.part(plus, body.length()), "has a + inside; write \"+\" if it belongs to a name");
        }
    }

    private static SelectionMethod method(QuotedText text) {
        String word = text.folded().text();
        if (SelectionMethod.isLater(word)) {
            String detail = "the method '%s' at position %d is not supported yet".formatted(word, text.position());
            throw SelectionProblems.refusal(
                    Problem.NOT_BUILT_YET,
                    List.of(Violation.at(detail, text.field()).marked(text.mark())));
        }
        return SelectionMethod.ofWord(word).orElseThrow(() -> noMethod(word, text));
    }

    private static ProblemException noMethod(String word, QuotedText text) {
        String nearest = NearestName.of(word, SelectionMethod.words()).orElseThrow();
        return SelectionProblems.invalid(
                text.field(),
                "there is no method '%s' (position %d); did you mean '%s'?".formatted(word, text.position(), nearest),
                missing(text, "method", word, Optional.of(nearest)));
    }

    /** Of a piece that names what does not exist. */
    static Mark missing(QuotedText piece, String noun, String text, Optional<String> nearest) {
        return new Mark(piece.start(), piece.end() - piece.start(), Optional.of(new Mark.Missing(noun, text, nearest)));
    }

    /** Whether the value, where it is a procedure's name, has its dot between schema and name and not inside one of them. */
    boolean mayName(QualifiedName name) {
        return method != SelectionMethod.PROC
                || (value.indexOf('.') == name.schema().length()
                        && value.split(found -> found == '.').size() == 2);
    }

    /** What the term names before it takes ancestors and descendants, for people. */
    String words() {
        return method == SelectionMethod.PROC ? value.text() : method.word() + ":" + value.text();
    }

    /** Whether it names one procedure and nothing else. */
    boolean isOneName() {
        return method == SelectionMethod.PROC && !isCostly();
    }

    /** Equal for terms that find the same, however they are spelled. */
    String key() {
        StringBuilder key = new StringBuilder()
                .append(method)
                .append(' ')
                .append(up)
                .append(' ')
                .append(down);
        for (QuotedText.Glyph glyph : value.glyphs()) {
            boolean syntax = glyph.isPlain(character -> character == '*' || character == '.');
            key.append(syntax ? ' ' : '"').append(glyph.character());
        }
        return key.toString();
    }

    /** Whether the term looks at every name, or follows dependencies. */
    boolean isCostly() {
        return isPattern() || up > 0 || down > 0;
    }

    /** Whether the value is a pattern and not a name. */
    boolean isPattern() {
        return value.indexOf('*') >= 0;
    }

    private static ProblemException invalid(QuotedText at, String fault) {
        return SelectionProblems.invalid(
                at.field(), "the term '%s' at position %d %s".formatted(at.text(), at.position(), fault), at.mark());
    }
}
