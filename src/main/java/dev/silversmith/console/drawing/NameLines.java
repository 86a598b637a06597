package dev.silversmith.console.drawing;

import dev.silversmith.console.Words;
import java.lang.Character.UnicodeBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Breaks names into lines: after a dot or an underscore, and elsewhere only where a part alone is too long. Nothing is left out. */
final class NameLines {

    private static final Set<UnicodeBlock> WIDE = Set.of(
            UnicodeBlock.HIRAGANA,
            UnicodeBlock.KATAKANA,
            UnicodeBlock.HANGUL_SYLLABLES,
            UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS,
            UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION);

    private NameLines() {}

    /**
     * The lines of a name.
     *
     * @param most letters in a line, at least 2; one of a wide script counts as two
     */
    static List<String> of(String name, int most) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String piece : Words.pieces(name)) {
            if (!line.isEmpty() && width(line) + width(piece) > most) {
                lines.add(line.toString());
                line.setLength(0);
            }
            piece.codePoints().forEach(letter -> {
                if (width(line) + width(letter) > most) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.appendCodePoint(letter);
            });
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    private static int width(CharSequence text) {
        return text.codePoints().map(NameLines::width).sum();
    }

    private static int width(int letter) {
        return Character.isIdeographic(letter) || WIDE.contains(UnicodeBlock.of(letter)) ? 2 : 1;
    }
}
