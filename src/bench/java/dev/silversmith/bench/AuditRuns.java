package dev.silversmith.bench;

import dev.silversmith.app.port.AuditVerification.Verdict;
import dev.silversmith.pg.AuditCheck;
import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Measures the audit trail at a million events: pages by each filter, its verification, and the events of a large import. */
final class AuditRuns {

    private static final int EVENTS = 1_000_000;
    private static final int TRIES = 3;
    private static final OptionalDouble PAGE_LIMIT = OptionalDouble.of(500);
    private static final OptionalDouble VERIFICATION_LIMIT = OptionalDouble.of(60_000);
    private static final OptionalDouble IMPORT_LIMIT = OptionalDouble.of(5_000);

    /** A year and two months; one actor and one action are rare and old, most events are the scheduler's runs. */
    private static final String SEED = """
            do $$
            declare
              e audit_event%%rowtype;
            begin
              select 0, hash into e.seq, e.hash from audit_head;
              for n in 1 .. %d loop
                e.seq := n;
                e.id := gen_random_uuid();
                e.at := timestamptz '2025-01-01' + n * interval '35 seconds';
                e.actor := case when n in (5, 700, 90000) then 'rare' when n %% 3 = 0 then 'scheduler' when n %% 100 = 1 then 'engineer'
                                else 'system:s1' end;
                e.action := case when n in (17, 4711) then 'run.approve' when n < 20000 and n %% 7 = 0 then 'login.failure'
                                 when n %% 3 = 0 then 'run.request' when n %% 3 = 1 then 'run.start' else 'run.end' end;
                e.object_type := case when e.action = 'login.failure' then 'user' else 'run' end;
                e.object_id := md5((n / 3)::text);
                e.after := jsonb_build_object('status', 'running', 'select', 'tag:daily_' || n %% 10, 'planFingerprint', md5(n::text));
                e.previous_hash := e.hash;
                e.hash := sha256(e.previous_hash || convert_to(
                  jsonb_build_array(e.seq, e.id, (extract(epoch from e.at) * 1000000)::bigint, e.actor, e.action, e.object_type,
                                    e.object_id, e.reason, e.before, e.after)::text, 'UTF8'));
                insert into audit_event values (e.*);
              end loop;
              update audit_head set seq = e.seq, hash = e.hash;
            end $$;
            """.formatted(EVENTS);

    private static final String LARGE_IMPORT = """
            select silversmith.record_audits(
                     array_agg('engineer'::text), array_agg('catalog.change'::text), array_agg('procedure'::text),
                     array_agg('silver.load_' || n), array_agg(null::text), array_agg(null::jsonb),
                     array_agg(jsonb_build_object('kind', 'fact', 'enabled', 'true', 'description', '', 'owner', 'team', 'dependsOn',
                                                  '[silver.load_' || n - 1 || ']', 'tags', '[daily]', 'retry.maxAttempts', '1')))
              from generate_series(1, 10000) n
            """;

    private static final List<String> FILTERS = List.of(
            "",
            "actor=rare",
            "actor=scheduler",
            "actor=nobody",
            "action=run.end",
            "action=run.approve",
            "action=login.failure",
            "action=run.start,run.approve,login.failure",
            "action=no.such",
            "objectType=user",
            "objectType=run",
            "objectId=c4ca4238a0b923820dcc509a6f75849b",
            "to=2025-01-05",
            "from=2025-06-01&to=2025-06-02",
            "from=2025-01-05&to=2026-01-05",
            "from=2027-01-01",
            "actor=rare&from=2025-01-05",
            "actor=scheduler&to=2025-01-10",
            "actor=scheduler&action=run.end",
            "actor=engineer&action=login.failure&to=2025-03-01",
            "objectType=user&from=2025-06-01",
            "q=daily_7",
            "q=nothing+like+it",
            "q=nothing+like+it&actor=scheduler",
            "q=c4ca4238a0b9&action=run.start");

    private final Figures figures;
    private final TestDatabase database = TestDatabase.fresh("audit_bench");

    AuditRuns(Figures figures) {
        this.figures = figures;
    }

    void run() throws SQLException {
        try (Connection owner = database.asSuperuser();
                Connection app = database.asApp()) {
            Sql.execute(owner, "set synchronous_commit = off");
            Sql.execute(owner, "set search_path = pg_catalog, silversmith");
            Sql.execute(owner, SEED);
            Sql.execute(owner, "vacuum analyze silversmith.audit_event");
            figures.add(
                    "audit trail: its verification",
                    timed(() -> verify(app)),
                    VERIFICATION_LIMIT,
                    OptionalDouble.empty());
            figures.add(
                    "audit trail: 10,000 events of an import",
                    timed(() -> Sql.rows(app, LARGE_IMPORT)),
                    IMPORT_LIMIT,
                    OptionalDouble.empty());
        }
        pages();
    }

    private void pages() {
        double slowest = 0;
        try (LibertyProcess server =
                LibertyProcess.launch("bench-audit", database).awaitReady()) {
            ApiClient auditor = new ApiClient(server.baseUrl(), "auditor");
            for (int i = 0; i < 100; i++) {
                auditor.get("/audit-events?actor=warm").expect(200);
            }
            for (String filter : FILTERS) {
                double took = median(auditor, "/audit-events?" + filter);
                System.out.printf("    %6.1f ms  %s%n", took, filter);
                slowest = Math.max(slowest, took);
            }
        }
        figures.add("GET /audit-events: slowest of " + FILTERS.size(), slowest, PAGE_LIMIT, OptionalDouble.empty());
    }

    private static void verify(Connection app) throws SQLException {
        Verdict verdict = AuditCheck.verify(app, Optional.empty());
        if (!verdict.verified() || verdict.events() != EVENTS) {
            throw new IllegalStateException("the trail does not verify: " + verdict);
        }
    }

    /** Something that is timed. */
    private interface Act {
        void run() throws SQLException;
    }

    private static double timed(Act act) throws SQLException {
        long start = System.nanoTime();
        act.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(ApiClient auditor, String path) {
        double[] times = new double[TRIES];
        Arrays.setAll(times, number -> {
            long start = System.nanoTime();
            auditor.get(path).expect(200);
            return (System.nanoTime() - start) / 1e6;
        });
        Arrays.sort(times);
        return times[TRIES / 2];
    }
}
