package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.LibertyConfig;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import dev.silversmith.testing.Watermarks;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What the catalog says around a call: reported rows, expectations, what follows a success, secrets. */
@ArquillianTest
class CallSurroundingsIT {

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl()).sql("""
                        create table $s.t (id int);
                        grant all on all tables in schema $s to silversmith_warehouse;
                        """);
    }

    /** A procedure that inserts rows 1 to n into the table. */
    private static TestWarehouse inserting(TestWarehouse warehouse, String name, int rows, String yaml)
            throws SQLException {
        warehouse.sql("""
                create procedure $s.%s() language sql as $$ insert into $s.t select generate_series(1, %d) $$
                """.formatted(name, rows));
        return warehouse.entry(name, "other", List.of(), yaml.replace("$s", warehouse.schema()));
    }

    private static long rows(TestWarehouse warehouse) throws SQLException {
        return Sql.one(warehouse.connection(), Long.class, "select count(*) from " + warehouse.schema() + ".t");
    }

    private static String message(JsonObject step) {
        return step.getJsonObject("error").getString("message");
    }

    private static List<JsonObject> logs(TestWarehouse warehouse, JsonObject step) {
        return warehouse
                .operator()
                .get("/steps/" + step.getString("id") + "/logs")
                .expect(200)
                .items()
                .getValuesAs(JsonObject.class);
    }

    @Test
    void a_procedure_that_reports_no_number_of_rows_reports_none() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .sql("create procedure $s.silent(out p_rows bigint) language sql as $$ select null::bigint $$")
                    .sql("create procedure $s.odd(out p_rows text) language sql as $$ select 'many' $$");
            warehouse.entry("silent", "other", List.of(), "    rows: {out: p_rows}\n");
            warehouse
                    .entry("odd", "other", List.of(), "    rows: {out: p_rows}\n")
                    .register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(""));

            assertThat(steps.get("silent").getString("status")).isEqualTo("succeeded");
            assertThat(steps.get("silent").isNull("rowsReported")).isTrue();
            assertThat(message(steps.get("odd")))
                    .isEqualTo("the argument p_rows has answered 'many', which is not a number of rows");
        }
    }

    @Test
    void fewer_rows_than_expected_fail_the_step_and_nothing_is_committed() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            inserting(warehouse, "enough", 3, "    expect: {minRows: 3}\n");
            inserting(warehouse, "too_few", 2, "    expect: {minRows: 3}\n").register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(""));

            assertThat(steps.get("enough").getString("status")).isEqualTo("succeeded");
            assertThat(steps.get("enough").getInt("rowsInserted")).isEqualTo(3);
            assertThat(steps.get("too_few").getString("status")).isEqualTo("failed");
            assertThat(message(steps.get("too_few")))
                    .isEqualTo("expectation: at least 3 rows were expected, but 2 were inserted, updated or deleted");
            assertThat(rows(warehouse)).isEqualTo(3);
        }
    }

    @Test
    void a_query_that_does_not_answer_true_fails_the_step_and_nothing_is_committed() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String query = "    expect: {query: 'select %s from $s.t'}%n";
            inserting(warehouse, "a_true", 1, query.formatted("count(*) = 1"));
            inserting(warehouse, "b_false", 1, query.formatted("count(*) = 1"));
            inserting(warehouse, "c_null", 1, query.formatted("nullif(count(*) > 0, true)"));
            inserting(warehouse, "d_broken", 1, query.formatted("1 / (count(*) - count(*)) = 1"))
                    .register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(", \"maxParallel\": 1"));

            assertThat(steps.get("a_true").getString("status")).isEqualTo("succeeded");
            assertThat(message(steps.get("b_false")))
                    .isEqualTo("expectation: the query was expected to answer true, but it answered false: "
                            + "select count(*) = 1 from " + warehouse.schema() + ".t");
            assertThat(message(steps.get("c_null"))).contains("it answered NULL");
            assertThat(message(steps.get("d_broken"))).isEqualTo("expectation: division by zero");
            assertThat(rows(warehouse)).isEqualTo(1);
        }
    }

    @Test
    void an_expectation_sees_what_deferred_triggers_have_done() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create table $s.echo (id int);
                    grant all on $s.echo to silversmith_warehouse;
                    create function $s.echo() returns trigger language plpgsql as $$
                    begin insert into $s.echo values (new.id); return null; end $$;
                    create constraint trigger echo after insert on $s.t deferrable initially deferred
                      for each row execute function $s.echo();
                    """);
            inserting(warehouse, "counted", 2, "    expect: {minRows: 4}\n");
            inserting(warehouse, "queried", 2, "    expect: {query: 'select count(*) >= 2 from $s.echo'}\n")
                    .register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(", \"maxParallel\": 1"));

            assertThat(steps.get("counted").getString("status")).isEqualTo("succeeded");
            assertThat(steps.get("counted").getInt("rowsInserted")).isEqualTo(4);
            assertThat(steps.get("queried").getString("status")).isEqualTo("succeeded");
            assertThat(steps.get("queried").getInt("rowsInserted")).isEqualTo(4);
        }
    }

    @Test
    void a_member_of_a_group_is_held_to_its_own_rows_only() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            inserting(warehouse, "one", 5, "");
            inserting(warehouse, "two", 2, "    expect: {minRows: 3}\n");
            warehouse.group("g", 1, List.of("one", "two")).register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(", \"transactionScope\": \"per_group\""));

            assertThat(steps.get("one").getString("status")).isEqualTo("rolled_back");
            assertThat(message(steps.get("two"))).contains("at least 3 rows were expected, but 2");
            assertThat(rows(warehouse)).isZero();
        }
    }

    @Test
    void a_deferred_constraint_stays_deferred_for_the_second_member_of_a_group() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create table $s.parent (id int primary key);
                    create table $s.child (id int constraint "Of ""parent" references $s.parent deferrable initially deferred);
                    create table $s.strict (id int references $s.parent deferrable);
                    grant all on all tables in schema $s to silversmith_warehouse;
                    create procedure $s.two() language sql as $$
                      insert into $s.child values (1); insert into $s.parent values (1)
                    $$;
                    create procedure $s.three() language plpgsql as $$
                    begin
                      insert into $s.strict values (2);
                    exception when foreign_key_violation then insert into $s.t values (-1);
                    end $$;
                    """);
            inserting(warehouse, "one", 1, "");
            warehouse.entry("two", "other", List.of(), "");
            warehouse.entry("three", "other", List.of(), "");
            warehouse.group("g", 1, List.of("one", "two", "three")).register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(", \"transactionScope\": \"per_group\""));

            assertThat(steps.get("two").getString("status")).isEqualTo("succeeded");
            assertThat(steps.get("three").getInt("rowsInserted")).isEqualTo(1);
        }
    }

    @Test
    void what_follows_a_success_is_really_done() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("alter table $s.t owner to silversmith_warehouse");
            inserting(warehouse, "load", 10, "    afterSuccess: [analyze $s.t, vacuum $s.t, vacuum analyze $s.t]\n")
                    .register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("load");

            assertThat(step.getInt("warnings")).isZero();
            assertThat(logs(warehouse, step))
                    .extracting(line -> line.getString("message"))
                    .containsExactly(
                            "after success: analyze %s.t".formatted(warehouse.schema()),
                            "after success: vacuum %s.t".formatted(warehouse.schema()),
                            "after success: vacuum analyze %s.t".formatted(warehouse.schema()));
            Map<String, Object> stat = Sql.row(
                    warehouse.connection(),
                    "select last_analyze is not null as analyzed, last_vacuum is not null as vacuumed, c.reltuples"
                            + " from pg_stat_user_tables s join pg_class c on c.oid = s.relid"
                            + " where s.schemaname = ? and s.relname = 't'",
                    warehouse.schema());
            assertThat(stat).containsEntry("analyzed", true).containsEntry("vacuumed", true);
            assertThat(stat.get("reltuples").toString()).isEqualTo("10.0");
        }
    }

    @Test
    void a_notice_of_what_follows_a_success_is_no_failure() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create function $s.loud(int) returns int language plpgsql immutable as $$
                    begin raise notice 'seen'; return $1; end $$;
                    create index on $s.t ($s.loud(id));
                    alter table $s.t owner to silversmith_warehouse;
                    """);
            inserting(warehouse, "load", 1, "    afterSuccess: [analyze $s.t]\n")
                    .register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("load");

            assertThat(step.getInt("warnings")).isZero();
            assertThat(logs(warehouse, step))
                    .extracting(line -> line.getString("message"))
                    .containsExactly("seen", "after success: analyze %s.t".formatted(warehouse.schema()));
        }
    }

    @Test
    void what_follows_a_success_and_fails_is_a_warning_and_the_step_stays_succeeded() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create table $s.lost (id int);
                    alter table $s.lost owner to silversmith_warehouse;
                    alter table $s.t owner to silversmith_warehouse;
                    """);
            inserting(warehouse, "load", 1, "    afterSuccess: [analyze $s.t, vacuum $s.lost]\n")
                    .register();
            warehouse.sql("""
                    drop table $s.lost;
                    alter table $s.t owner to current_user;
                    grant all on $s.t to silversmith_warehouse;
                    """);

            JsonObject run = warehouse.run("");
            // Whoever imports the whole catalog again finds it in order.
            warehouse.sql("""
                    create table $s.lost (id int);
                    alter table $s.lost owner to silversmith_warehouse;
                    alter table $s.t owner to silversmith_warehouse;
                    """);
            JsonObject step = warehouse.steps(run).get("load");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(step.getString("status")).isEqualTo("succeeded");
            assertThat(step.getInt("warnings")).isEqualTo(2);
            List<JsonObject> lines = logs(warehouse, step);
            assertThat(lines).extracting(line -> line.getString("level")).containsExactly("warning", "warning");
            assertThat(lines.get(0).getString("message"))
                    .startsWith("after success: analyze %s.t failed: ".formatted(warehouse.schema()))
                    .contains("skipping");
            assertThat(lines.get(1).getString("message")).contains("does not exist");
        }
    }

    @Test
    void nothing_follows_a_failure() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("alter table $s.t owner to silversmith_warehouse");
            inserting(warehouse, "load", 1, "    expect: {minRows: 2}\n    afterSuccess: [analyze $s.t]\n")
                    .register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("load");

            assertThat(logs(warehouse, step)).isEmpty();
        }
    }

    private static final String SECRET = """
                parameters:
                  p_token: {type: text, secret: %s}
            """;

    @Test
    void a_secret_is_bound_and_shown_nowhere() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql(
                    """
                    create table $s.seen (is_right boolean);
                    grant all on $s.seen to silversmith_warehouse;
                    create procedure $s.tells(p_token text) language plpgsql as $$
                    begin
                      insert into $s.seen values (md5(p_token) = '%s');
                      raise notice 'token %%', p_token using detail = p_token, hint = 'is it ' || p_token || '?';
                    end $$;
                    create procedure $s.fails(p_token text) language plpgsql as $$
                    begin
                      raise exception 'refused: %%', p_token using detail = p_token, hint = p_token;
                    end $$;
                    create procedure $s.casts(p_token text) language plpgsql as $$
                    begin perform p_token::int; end $$;
                    """.formatted(Sql.one(warehouse.connection(), String.class, "select md5(?)", LibertyConfig.TOKEN)));
            for (String name : List.of("tells", "fails", "casts")) {
                warehouse.entry(name, "other", List.of(), SECRET.formatted("TEST_WAREHOUSE_TOKEN"));
            }
            warehouse.register();

            JsonObject run = warehouse.run("");
            Map<String, JsonObject> steps = warehouse.steps(run);

            assertThat(Sql.list(
                            warehouse.connection(),
                            Boolean.class,
                            "select is_right from " + warehouse.schema() + ".seen"))
                    .containsExactly(true);
            assertThat(steps.values()).allSatisfy(step -> assertThat(Watermarks.parameter(step, "p_token"))
                    .isEqualTo("***"));
            assertThat(message(steps.get("fails"))).isEqualTo("refused: ***");
            assertThat(message(steps.get("casts"))).contains("\"***\"");
            assertThat(logs(warehouse, steps.get("tells")).get(0).getString("message"))
                    .isEqualTo("token ***");
            String everything = Sql.one(warehouse.connection(), String.class, """
                    select concat((select string_agg(r::text, ' ') from silversmith.transformation_run r where r.id = i.id),
                                  (select string_agg(s::text, ' ') from silversmith.transformation_step s where s.run_id = i.id),
                                  (select string_agg(l::text, ' ') from silversmith.transformation_step_log l where l.run_id = i.id),
                                  (select string_agg(a::text, ' ') from silversmith.audit_event a))
                      from (select ?::uuid as id) i
                    """, run.getString("id"));
            assertThat(everything).contains("***").doesNotContain("tok-9Zb");
        }
    }

    @Test
    void a_secret_that_the_server_does_not_have_fails_the_step_and_nothing_is_called() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("create procedure $s.load(p_token text) language sql as $$ insert into $s.t values (1) $$");
            warehouse
                    .entry("load", "other", List.of(), SECRET.formatted("TEST_NO_SUCH_TOKEN"))
                    .register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("load");

            assertThat(step.getString("status")).isEqualTo("failed");
            assertThat(message(step))
                    .isEqualTo("this server has no configuration property TEST_NO_SUCH_TOKEN,"
                            + " which is a secret of the procedure");
            assertThat(rows(warehouse)).isZero();
        }
    }
}
