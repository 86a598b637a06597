package dev.silversmith.yaml;

import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.Watermark.Bound;
import dev.silversmith.core.catalog.WatermarkType;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the watermark of a procedure. */
final class WatermarkReader {

    private static final int LONGEST_VALUE = 1000;
    private static final int LONGEST_NAME = 300;
    private static final Map<String, WatermarkType> TYPES = WordList.of(WatermarkType::word, WatermarkType.values());
    private static final Map<String, Bound> BOUNDS = WordList.of(Bound::word, Bound.values());

    private final Fields fields;

    WatermarkReader(Fields fields) {
        this.fields = fields;
    }

    /** The watermark; empty, with the mistakes noted, if it makes none. */
    Optional<Watermark> read() {
        if (!fields.isMapping()) {
            return Optional.empty();
        }
        Optional<WatermarkType> type = fields.word("type", TYPES);
        Optional<String> initial = fields.parsed("initial", node -> value(type, node));
        Optional<String> upperBound = fields.text("upperBound", ExecutionReader.LONGEST_QUERY, ExecutionReader::query);
        Optional<String> out = fields.text("out", LONGEST_NAME, ProcedureReader::identifier);
        Optional<String> lookback = fields.parsed("lookback", node -> lookback(type, node));
        Bound lower = fields.word("lower", BOUNDS).orElse(Bound.EXCLUSIVE);
        Bound upper = fields.word("upper", BOUNDS).orElse(Bound.INCLUSIVE);
        fields.parsed("safeHorizon", WatermarkReader::safeHorizon);
        fields.require("type");
        fields.refuseOthers();
        boolean sound = isEndedOnce() && hasNoGap(lower, upper);
        return type.isEmpty() || !sound || (upperBound.isEmpty() && out.isEmpty())
                ? Optional.empty()
                : Optional.of(new Watermark(type.get(), initial, upperBound, out, lookback, lower, upper));
    }

    private boolean isEndedOnce() {
        if (fields.has("upperBound") != fields.has("out")) {
            return true;
        }
        fields.mistake("upperBound", "must have one of the keys 'upperBound' and 'out'");
        return false;
    }

    private boolean hasNoGap(Bound lower, Bound upper) {
        if (lower == Bound.INCLUSIVE || upper == Bound.INCLUSIVE) {
            return true;
        }
        fields.mistake(
                "upper", "lower and upper cannot both be exclusive: rows exactly at a bound would never be loaded");
        return false;
    }

    private static String value(Optional<WatermarkType> type, Node node) {
        String text = textOrNumber(node);
        return type.map(known -> known.canonical(text)).orElse(text);
    }

    private static String lookback(Optional<WatermarkType> type, Node node) {
        String text = textOrNumber(node);
        return type.map(known -> known.canonicalDistance(text)).orElse(text);
    }

    private static String textOrNumber(Node node) {
        return Scalars.wholeNumber(node).orElseGet(() -> Fields.checkedText(node, LONGEST_VALUE));
    }

    private static boolean safeHorizon(Node node) {
        boolean wanted = Scalars.flag(node).orElseThrow(() -> new IllegalArgumentException("must be true or false"));
        if (wanted) {
            throw new IllegalArgumentException("safeHorizon: true is not supported yet");
        }
        return false;
    }
}
