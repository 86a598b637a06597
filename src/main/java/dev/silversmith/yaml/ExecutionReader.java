package dev.silversmith.yaml;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.Maintenance;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what surrounds the call of a procedure. */
final class ExecutionReader {

    static final int LONGEST_QUERY = 10_000;
    private static final int LONGEST_NAME = 300;
    private static final int MOST_ATTEMPTS = 100;

    /** Every child of a procedure waits for each of its blocking links. */
    private static final int MOST_LINKS = 100;

    /** PostgreSQL keeps its timeouts as 32-bit milliseconds. */
    static final Duration LONGEST_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

    private static final Map<String, RefreshLink.Trigger> TRIGGERS =
            WordList.of(RefreshLink.Trigger::word, RefreshLink.Trigger.values());

    private static final Map<String, Transaction> TRANSACTIONS = WordList.of(Transaction::word, Transaction.values());

    private final Fields fields;

    ExecutionReader(Fields fields) {
        this.fields = fields;
    }

    Execution read() {
        return new Execution(
                fields.list("searchPath", LONGEST_NAME, true, ProcedureReader::identifier)
                        .orElse(List.of()),
                fields.parsed("timeout", node -> Durations.upTo(LONGEST_TIMEOUT, node)),
                fields.parsed("lockTimeout", node -> Durations.upTo(LONGEST_TIMEOUT, node))
                        .orElse(Execution.DEFAULT_LOCK_TIMEOUT),
                fields.mapping("watermark").flatMap(watermark -> new WatermarkReader(watermark).read()),
                fields.mapping("rows").flatMap(ExecutionReader::rowsOut),
                fields.mapping("expect").flatMap(ExecutionReader::expect),
                fields.list("afterSuccess", LONGEST_NAME, true, Maintenance::parse)
                        .orElse(List.of()),
                fields.word("transaction", TRANSACTIONS).orElse(Transaction.MANAGED));
    }

    Retry retry() {
        return fields.mapping("retry").map(ExecutionReader::retry).orElse(Retry.NONE);
    }

    private static Retry retry(Fields retry) {
        int attempts = retry.parsed("maxAttempts", ExecutionReader::attempts).orElse(1);
        Duration backoff = retry.parsed("backoff", node -> Durations.upTo(Retry.LONGEST_WAIT, node))
                .orElse(Duration.ZERO);
        retry.refuseOthers();
        return new Retry(attempts, backoff);
    }

    private static int attempts(Node node) {
        int attempts = Scalars.number(node).orElse(0);
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException("must be a whole number from 1 to " + MOST_ATTEMPTS);
        }
        return attempts;
    }

    private static Optional<String> rowsOut(Fields rows) {
        Optional<String> out = rows.text("out", LONGEST_NAME, ProcedureReader::identifier);
        rows.require("out");
        rows.refuseOthers();
        return out;
    }

    private static Optional<Expectation> expect(Fields expect) {
        Optional<Integer> minRows = expect.parsed("minRows", node -> Scalars.number(node)
                .filter(number -> number >= 0)
                .orElseThrow(
                        () -> new IllegalArgumentException("must be a whole number from 0, of at most nine digits")));
        Optional<String> query = expect.text("query", LONGEST_QUERY, ExecutionReader::query);
        expect.refuseOthers();
        if (expect.isMapping() && expect.has("minRows") == expect.has("query")) {
            expect.mistake("", "must have one of the keys 'minRows' and 'query'");
            return Optional.empty();
        }
        return minRows.isEmpty() && query.isEmpty() ? Optional.empty() : Optional.of(new Expectation(minRows, query));
    }

    /** Links without a view, which is noted, are left out. */
    List<RefreshLink> refresh() {
        List<RefreshLink> links = new ArrayList<>();
        fields.mappings("refresh", MOST_LINKS).forEach(link -> refresh(link).ifPresent(links::add));
        return links;
    }

    private static Optional<RefreshLink> refresh(Fields link) {
        if (!link.isMapping()) {
            return Optional.empty();
        }
        Optional<QualifiedName> view = link.text("view", LONGEST_NAME, QualifiedName::parse);
        var trigger = link.word("trigger", TRIGGERS).orElse(RefreshLink.Trigger.SUCCESS);
        int sequence = link.number("sequence").orElse(1);
        boolean blocking = link.flag("blocking").orElse(false);
        link.require("view");
        link.refuseOthers();
        return view.map(name -> new RefreshLink(name, trigger, sequence, blocking));
    }

    /** A query without the semicolon that may end it. */
    static String query(String text) {
        String query = text.strip();
        while (query.endsWith(";")) {
            query = query.substring(0, query.length() - 1).strip();
        }
        if (query.isEmpty()) {
            throw new IllegalArgumentException("has no value");
        }
        return query;
    }
}
