package dev.silversmith.testing.fault;

import dev.silversmith.app.port.AuditVerification.Fault;
import dev.silversmith.pg.AuditCheck;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says whether the engine's invariants hold in a whole database, once nothing is under way in it any more.
 *
 * <p>Each invariant is a query of its own in a file beside this class, written from what the design promises and not from the engine's code.
 * A query answers one sentence for each violation, which names run, procedure and attempt. The ledgers are those of
 * {@link FaultWarehouse}; what other procedures have done is judged by their steps alone.
 */
public final class Oracle {

    private static final List<String> INVARIANTS = List.of(
            "i1_effects_and_success_are_one_commit",
            "i1_loads_append_each_row_once",
            "i2_no_procedure_succeeds_twice_in_a_run",
            "i3_attempts_follow_one_another",
            "i4_no_full_run_without_a_second_person",
            "i5_one_run_per_key",
            "i6_children_begin_after_their_parents",
            "i6_dimensions_precede_facts",
            "i7_nothing_is_left_under_way",
            "i7_a_run_ends_as_its_steps_did",
            "i8_no_procedure_in_two_runs_at_once",
            "i9_each_change_of_a_run_is_one_event",
            "i10_nothing_is_left_on_the_server",
            "watermarks_are_where_the_last_success_left_them");

    private final TestDatabase database;

    private Oracle(TestDatabase database) {
        this.database = database;
    }

    public static Oracle of(TestDatabase database) {
        return new Oracle(database);
    }

    /** What is violated, with every ledger of the database; empty if everything holds. */
    public List<String> violations() {
        try (Connection superuser = database.asSuperuser()) {
            return check(superuser);
        } catch (SQLException fault) {
            throw new IllegalStateException("the database could not be judged", fault);
        }
    }

    /**
     * What is violated; empty if everything holds.
     *
     * @param superuser in autocommit
     * @param ledgers qualified names of the ledgers that count; without any, all there are
     */
    public static List<String> check(Connection superuser, String... ledgers) throws SQLException {
        List<String> schemas = ledgers.length == 0
                ? ledgerSchemas(superuser)
                : Arrays.stream(ledgers)
                        .map(ledger -> ledger.substring(0, ledger.lastIndexOf('.')))
                        .toList();
        List<String> violations = inTables(superuser, schemas);
        for (Fault fault : AuditCheck.verify(superuser, Optional.empty()).problems()) {
            violations.add("I9: event %d of the audit trail %s".formatted(fault.seq(), fault.problem()));
        }
        return violations;
    }

    /** What rows say, in the session's own transaction if there is one. */
    static List<String> inTables(Connection superuser, List<String> schemas) throws SQLException {
        Sql.execute(superuser, views(schemas));
        List<String> violations = new ArrayList<>();
        for (String invariant : INVARIANTS) {
            violations.addAll(Sql.list(superuser, String.class, query(invariant, schemas)));
        }
        violations.addAll(Transitions.violations(superuser));
        return violations;
    }

    private static List<String> ledgerSchemas(Connection superuser) throws SQLException {
        return Sql.list(superuser, String.class, """
                select n.nspname
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                  join pg_attribute a on a.attrelid = c.oid and a.attname = 'txid'
                 where c.relname = 'ledger' and c.relkind = 'r'
                 order by 1
                """);
    }

    /** What the queries see as one, whatever number of schemas there is. */
    private static String views(List<String> schemas) {
        String nothing = "select null::text as schema, l.* from (%s) l where false";
        return query("views", schemas)
                .replace(
                        "$ledgers",
                        union(
                                schemas,
                                "select '%1$s'::text as schema, name, step_id, txid, pid, began, at from %1$s.ledger",
                                nothing.formatted(
                                        "select null::text as name, null::uuid as step_id, null::xid8 as txid,"
                                                + " 0 as pid, now() as began, now() as at")))
                .replace(
                        "$sources",
                        union(
                                schemas,
                                "select '%1$s'::text as schema, load, id from %1$s.source",
                                nothing.formatted("select null::text as load, 0::bigint as id")))
                .replace(
                        "$loaded",
                        union(
                                schemas,
                                "select '%1$s'::text as schema, load, id, step_id from %1$s.loaded",
                                nothing.formatted(
                                        "select null::text as load, 0::bigint as id, null::uuid as step_id")));
    }

    private static String union(List<String> schemas, String one, String nothing) {
        return schemas.isEmpty()
                ? nothing
                : schemas.stream().map(one::formatted).collect(Collectors.joining(" union all "));
    }

    private static String query(String name, List<String> schemas) {
        return read(name).replace("$schemas", "{" + String.join(",", schemas) + "}");
    }

    private static String read(String name) {
        try (InputStream sql = Oracle.class.getResourceAsStream(name + ".sql")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
