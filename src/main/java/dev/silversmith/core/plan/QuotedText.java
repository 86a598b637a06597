package dev.silversmith.core.plan;

import dev.silversmith.core.shared.Mark;
import dev.silversmith.core.shared.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A piece of a selection expression without its quotes, in which every character knows whether it was quoted: a quoted one is only
 * itself, a plain one may be syntax.
 *
 * @param field where the expression stands in the request, for messages
 * @param position the 1-based position of the piece in the expression
 * @param glyphs its characters
 */
record QuotedText(String field, int position, List<Glyph> glyphs) {

    /** One character, whether it stood in quotes, and its 1-based position in the expression. */
    record Glyph(char character, boolean quoted, int position) {

        boolean isPlain(IntPredicate what) {
            return !quoted && what.test(character);
        }

        /** With the quote before it, as if it were the first of its quotes. */
        private int start() {
            return position - (quoted ? 2 : 1);
        }

        /** With the quote behind it, as if it were the last of its quotes; a quote in quotes is written twice. */
        private int end() {
            return position + (quoted && character == '"' ? 1 : 0) + (quoted ? 1 : 0);
        }
    }

    /**
     * Reads the quotes of an expression; two quotes inside quotes are one quoted quote.
     *
     * @throws ProblemException INVALID_SELECTION if a quote is not closed, or nothing is in quotes
     */
    static QuotedText of(String field, String expression) {
        List<Glyph> glyphs = new ArrayList<>();
        int openAt = 0;
        for (int at = 0; at < expression.length(); at++) {
            char character = expression.charAt(at);
            boolean doubled = openAt > 0 && expression.startsWith("\"\"", at);
            if (character != '"' || doubled) {
                glyphs.add(new Glyph(character, openAt > 0, at + 1));
            } else if (openAt == at && at > 0) {
                throw SelectionProblems.invalid(
                        field, "nothing is in the quotes at position %d".formatted(at), Mark.of(at - 1, 2));
            } else {
                openAt = openAt > 0 ? 0 : at + 1;
            }
            at += doubled ? 1 : 0;
        }
        if (openAt > 0) {
            throw SelectionProblems.invalid(
                    field,
                    "the quote at position %d is not closed".formatted(openAt),
                    Mark.of(openAt - 1, expression.length() - openAt + 1));
        }
        return new QuotedText(field, 1, glyphs);
    }

    /**
     * A text as the language writes it: in quotes if a character of it would be syntax.
     *
     * @param folds whether it would be folded to lower case without quotes
     */
    static String quoted(String text, boolean folds) {
        boolean plain = !text.isEmpty()
                && text.chars()
                        .noneMatch(found -> Character.isWhitespace(found)
                                || ",+:*\"".indexOf(found) >= 0
                                || (folds && Character.isUpperCase(found)));
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    int length() {
        return glyphs.size();
    }

    boolean isPlain(int index, IntPredicate what) {
        return glyphs.get(index).isPlain(what);
    }

    QuotedText part(int start, int end) {
        int at = start < length() ? glyphs.get(start).position() : length() == 0 ? position : last().position() + 1;
        return new QuotedText(field, at, glyphs.subList(start, end));
    }

    private Glyph last() {
        return glyphs.get(glyphs.size() - 1);
    }

    /** Where the piece begins in the expression, 0 for its first character; quotes around it belong to it. */
    int start() {
        return length() == 0 ? position - 1 : glyphs.get(0).start();
    }

    /** Where the piece ends in the expression, after its last character and the quote that closes it. */
    int end() {
        return length() == 0 ? position - 1 : last().end();
    }

    /** The piece as a part of the expression. */
    Mark mark() {
        return Mark.of(start(), end() - start());
    }

    /** The index of the first plain character of this kind; -1 if there is none. */
    int indexOf(char wanted) {
        for (int index = 0; index < length(); index++) {
            if (isPlain(index, found -> found == wanted)) {
                return index;
            }
        }
        return -1;
    }

    /** The pieces between plain separators, empty ones too. */
    List<QuotedText> split(IntPredicate separator) {
        List<QuotedText> pieces = new ArrayList<>();
        int start = 0;
        for (int index = 0; index < length(); index++) {
            if (isPlain(index, separator)) {
                pieces.add(part(start, index));
                start = index + 1;
            }
        }
        pieces.add(part(start, length()));
        return pieces;
    }

    /** The same with plain characters folded to lower case, as SQL does. */
    QuotedText folded() {
        List<Glyph> folded = new ArrayList<>(length());
        for (Glyph glyph : glyphs) {
            char character = glyph.quoted() ? glyph.character() : Character.toLowerCase(glyph.character());
            folded.add(new Glyph(character, glyph.quoted(), glyph.position()));
        }
        return new QuotedText(field, position, folded);
    }

    /** The characters without quotes. */
    String text() {
        StringBuilder text = new StringBuilder(length());
        glyphs.forEach(glyph -> text.append(glyph.character()));
        return text.toString();
    }

    /** Whether this pattern matches a whole text; a plain {@code *} stands for any characters, every other one for itself. */
    boolean matches(String text) {
        int at = 0;
        int star = -1;
        int resumeAt = 0;
        for (int index = 0; at < text.length() || index < length(); ) {
            if (index < length() && isPlain(index, found -> found == '*')) {
                star = index++;
                resumeAt = at;
            } else if (index < length()
                    && at < text.length()
                    && glyphs.get(index).character() == text.charAt(at)) {
                index++;
                at++;
            } else if (star >= 0 && resumeAt < text.length()) {
                // The last star takes one character more; earlier stars never need to change.
                index = star + 1;
                at = ++resumeAt;
            } else {
                return false;
            }
        }
        return true;
    }
}
