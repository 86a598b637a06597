package dev.silversmith.testing.fault;

import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.testing.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every change of the status of a run or a step, written down by a trigger of the test's own database in the transaction that made it.
 *
 * <p>A claim is committed asynchronously. A database that crashes may forget it, and then this record of it as well: nothing is seen to go
 * back from running to pending, the attempt is only claimed twice in the life of the cluster and once in these rows.
 */
public final class Transitions {

    private static final String INSTALL = """
            create schema oracle;
            create table oracle.transition (
              id     bigint generated always as identity primary key,
              kind   text not null,
              object uuid not null,
              was    text,
              became text not null,
              at     timestamptz not null default clock_timestamp());
            create index on oracle.transition (object, id);
            create function oracle.note() returns trigger language plpgsql security definer
              set search_path = pg_catalog, pg_temp as $$
            begin
              insert into oracle.transition (kind, object, was, became)
              values (tg_argv[0], new.id, case when tg_op = 'UPDATE' then old.status end, new.status);
              return null;
            end
            $$;
            create trigger oracle_insert after insert on silversmith.%1$s for each row execute function oracle.note('run');
            create trigger oracle_update after update on silversmith.%1$s for each row
              when (old.status is distinct from new.status) execute function oracle.note('run');
            create trigger oracle_insert after insert on silversmith.%2$s for each row execute function oracle.note('step');
            create trigger oracle_update after update on silversmith.%2$s for each row
              when (old.status is distinct from new.status) execute function oracle.note('step');
            """.formatted("transformation_run", "transformation_step");

    /** Each change begins where the one before has ended, and the last one is what the row says now. */
    private static final String BROKEN = """
            with change as (
              select t.*, lag(t.became) over (partition by t.object order by t.id) as before_that,
                     row_number() over (partition by t.object order by t.id desc) = 1 as last
                from oracle.transition t
            )
            select format('I3: %s %s went from %s to %s, the change before had left it %s', kind, object, was, became, before_that)
              from change
             where was is distinct from before_that
               and before_that is not null
            union all
            select format('I3: %s %s is %s, the last change had left it %s', c.kind, c.object, n.status, c.became)
              from change c
              join (select id, status from silversmith.transformation_run
                    union all
                    select id, status from silversmith.transformation_step) n on n.id = c.object
             where c.last
               and c.became <> n.status
            """;

    private Transitions() {}

    /** Writes down from now on; the schema is migrated already. Does nothing the second time. */
    public static void record(Connection superuser) throws SQLException {
        if (!recorded(superuser)) {
            Sql.execute(superuser, INSTALL);
        }
    }

    private static boolean recorded(Connection superuser) throws SQLException {
        return Sql.one(superuser, Boolean.class, "select to_regclass('oracle.transition') is not null");
    }

    /** Changes that no run or step may make, in the words of {@link RunStatus} and {@link StepStatus}; none if nothing was recorded. */
    static List<String> violations(Connection superuser) throws SQLException {
        if (!recorded(superuser)) {
            return List.of();
        }
        List<String> sentences = new ArrayList<>(Sql.list(superuser, String.class, BROKEN));
        for (Map<String, Object> change : Sql.rows(superuser, """
                select t.kind, t.was, t.became, count(*) as times, min(t.object::text) as object
                  from oracle.transition t
                 where t.object not in (select id from silversmith.transformation_run where imported)
                   and t.object not in (select s.id from silversmith.transformation_step s
                                          join silversmith.transformation_run r on r.id = s.run_id where r.imported)
                 group by 1, 2, 3
                """)) {
            String was = (String) change.get("was");
            String became = (String) change.get("became");
            if (!(change.get("kind").equals("run") ? runMay(was, became) : stepMay(was, became))) {
                sentences.add("I3: a %s went from %s to %s, %s times, first %s"
                        .formatted(
                                change.get("kind"),
                                was == null ? "nothing" : was,
                                became,
                                change.get("times"),
                                change.get("object")));
            }
        }
        return sentences;
    }

    private static boolean runMay(String was, String became) {
        RunStatus next = RunStatus.ofWord(became);
        return was == null
                ? next == RunStatus.QUEUED || next == RunStatus.PENDING_APPROVAL
                : RunStatus.ofWord(was).mayBecome(next);
    }

    private static boolean stepMay(String was, String became) {
        StepStatus next = StepStatus.ofWord(became);
        return was == null ? next == StepStatus.PENDING : StepStatus.ofWord(was).mayBecome(next);
    }
}
