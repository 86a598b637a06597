package dev.silversmith.fault;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.RandomGraph;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What the soak prints at its end. */
final class SoakTable {

    private static final String RUNS =
            "select status, count(*) as n from silversmith.transformation_run group by 1 order by 1";
    private static final String STEPS = "select count(*) from silversmith.transformation_step where attempt_no = 1";
    private static final String ATTEMPTS =
            "select status, count(*) as n from silversmith.transformation_step group by 1 order by 1";

    private final StringBuilder text = new StringBuilder("\n");

    private SoakTable() {}

    static String of(
            TestDatabase database, List<RandomGraph> graphs, long seed, long minutes, SoakLog log, int violations)
            throws SQLException {
        SoakTable table = new SoakTable();
        table.line("seed", seed);
        table.line("minutes", minutes);
        log.counts("fault ").forEach(table::line);
        log.counts("").forEach((what, times) -> {
            if (what.startsWith("answers ") || what.startsWith("re") || what.equals("cancels")) {
                table.line(what, times);
            }
        });
        try (Connection superuser = database.asSuperuser()) {
            table.byStatus("runs ", Sql.rows(superuser, RUNS));
            table.line("steps", Sql.one(superuser, Long.class, STEPS));
            table.byStatus("attempts ", Sql.rows(superuser, ATTEMPTS));
            long calls = 0;
            long rows = 0;
            for (RandomGraph graph : graphs) {
                String schema = graph.warehouse().schema();
                calls += Sql.one(superuser, Long.class, "select last_value from %s.calls".formatted(schema));
                rows += Sql.one(superuser, Long.class, "select count(*) from %s.ledger".formatted(schema));
            }
            table.line("calls begun", calls);
            table.line("ledger rows", rows);
        }
        table.line("violations", violations);
        return table.text.toString();
    }

    private void byStatus(String what, List<Map<String, Object>> rows) {
        rows.forEach(row -> line(what + row.get("status"), (Long) row.get("n")));
    }

    private void line(String what, long number) {
        text.append("%-40s %12d%n".formatted(what, number));
    }
}
