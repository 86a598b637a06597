package dev.silversmith.testing;

import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A schema of its own with procedures for one test, and a ledger that decides what happened: a sequence counts calls, whatever became of
 * them; a table has a row of each call that was committed.
 */
public final class TestWarehouse implements AutoCloseable {

    private final Connection owner;
    private final ApiClient engineer;
    private final ApiClient operator;
    private final String schema;
    private final StringBuilder procedures = new StringBuilder();
    private final StringBuilder groups = new StringBuilder();
    private final StringBuilder targets = new StringBuilder();

    private TestWarehouse(Connection owner, String baseUrl, String schema) {
        this.owner = owner;
        this.engineer = new ApiClient(baseUrl, "engineer");
        this.operator = new ApiClient(baseUrl, "operator");
        this.schema = schema;
    }

    public static TestWarehouse on(TestDatabase database, String baseUrl) throws SQLException {
        String schema = "t" + UUID.randomUUID().toString().substring(0, 8);
        Connection owner = database.asSuperuser();
        Sql.execute(owner, """
                create schema %1$s;
                create sequence %1$s.calls;
                create table %1$s.ledger (name text not null, at timestamptz not null default clock_timestamp());
                grant usage, create on schema %1$s to silversmith_warehouse;
                grant all on all tables in schema %1$s to silversmith_warehouse;
                grant all on all sequences in schema %1$s to silversmith_warehouse;
                """.formatted(schema));
        return new TestWarehouse(owner, baseUrl, schema);
    }

    public String schema() {
        return schema;
    }

    public ApiClient engineer() {
        return engineer;
    }

    public ApiClient operator() {
        return operator;
    }

    /** Runs SQL as the superuser; {@code $s} stands for the schema. */
    public TestWarehouse sql(String sql) throws SQLException {
        Sql.execute(owner, sql.replace("$s", schema));
        return this;
    }

    /** A procedure that counts its call, does something, and writes its ledger row. */
    public TestWarehouse procedure(String name, String kind, List<String> parents, String body) throws SQLException {
        sql("""
                create procedure $s.%s() language plpgsql as $body$
                begin
                  perform nextval('$s.calls');
                  insert into $s.ledger (name) values ('%s');
                  %s
                end
                $body$;
                """.formatted(name, name, body));
        return entry(name, kind, parents, "");
    }

    /** A catalog entry of something that {@link #sql} has made; further YAML is indented by four spaces. */
    public TestWarehouse entry(String name, String kind, List<String> parents, String more) {
        List<String> qualified = new ArrayList<>();
        parents.forEach(parent -> qualified.add("'" + schema + "." + parent + "'"));
        procedures
                .append("  '%s.%s':%n    kind: %s%n    tags: [%s]%n".formatted(schema, name, kind, schema))
                .append(qualified.isEmpty() ? "" : "    dependsOn: [%s]%n".formatted(String.join(", ", qualified)))
                .append(more);
        return this;
    }

    /** More YAML for the entry made last, indented by four spaces. */
    public TestWarehouse catalogMore(String yaml) {
        procedures.append(yaml);
        return this;
    }

    public TestWarehouse group(String name, int sequence, List<String> members) {
        List<String> qualified =
                members.stream().map(member -> schema + "." + member).toList();
        groups.append("  %s_%s: {sequence: %d, members: [%s]}%n"
                .formatted(schema, name, sequence, String.join(", ", qualified)));
        return this;
    }

    /** A materialized view that the warehouse login may refresh, without contents yet, as a refresh target. */
    public TestWarehouse view(String name, String query, String target) throws SQLException {
        sql(
                "create materialized view $s.%1$s as %2$s with no data; alter materialized view $s.%1$s owner to silversmith_warehouse"
                        .formatted(name, query));
        targets.append("  %s.%s: %s%n".formatted(schema, name, target));
        return this;
    }

    /** Links of the entry made last; a name of a view may be followed by more of the link. */
    public TestWarehouse refreshes(String... links) {
        List<String> entries = new ArrayList<>();
        for (String link : links) {
            entries.add("{view: " + schema + "." + link + "}");
        }
        return catalogMore("    refresh: [%s]%n".formatted(String.join(", ", entries)));
    }

    /** The catalog file. */
    public String catalog() {
        return "version: 1\nprocedures:\n" + procedures + (groups.isEmpty() ? "" : "groups:\n" + groups)
                + (targets.isEmpty() ? "" : "refreshTargets:\n" + targets);
    }

    /** Imports the catalog. */
    public TestWarehouse register() {
        engineer.put("/catalog", "application/yaml", catalog()).expect(200);
        return this;
    }

    /** The selection of everything in this schema. */
    public String select() {
        return "\"select\": \"tag:" + schema + "\"";
    }

    /** Runs everything in this schema to its end; further fields of the request follow a comma. */
    public JsonObject run(String more) {
        return operator.runToEnd("{" + select() + more + "}");
    }

    /** Steps of a run by the procedure's name without the schema. */
    public Map<String, JsonObject> steps(JsonObject run) {
        Map<String, JsonObject> steps = new LinkedHashMap<>();
        for (JsonObject step : operator.get("/runs/" + run.getString("id") + "/steps")
                .expect(200)
                .items()
                .getValuesAs(JsonObject.class)) {
            steps.put(step.getString("procedure").substring(schema.length() + 1), step);
        }
        return steps;
    }

    /** The last attempt of each refresh of a run by the view's name without the schema. */
    public Map<String, JsonObject> refreshes(JsonObject run) {
        Map<String, JsonObject> refreshes = new LinkedHashMap<>();
        for (JsonObject refresh : operator.get("/runs/" + run.getString("id") + "/refreshes")
                .expect(200)
                .items()
                .getValuesAs(JsonObject.class)) {
            refreshes.put(refresh.getString("view").substring(schema.length() + 1), refresh);
        }
        return refreshes;
    }

    /** Names in the ledger in the order of their rows. */
    public List<String> ledger() throws SQLException {
        return Sql.list(owner, String.class, "select name from " + schema + ".ledger order by at");
    }

    public long calls() throws SQLException {
        return Sql.one(
                owner, Long.class, "select case when is_called then last_value else 0 end from " + schema + ".calls");
    }

    /** What the warehouse login's sessions still do for this schema. */
    public List<String> statementsLeft() throws SQLException {
        return Sql.list(owner, String.class, """
                select query
                  from pg_stat_activity
                 where usename = 'silversmith_warehouse' and state <> 'idle' and query like '%' || ? || '%'
                """, schema);
    }

    public Connection connection() {
        return owner;
    }

    @Override
    public void close() throws SQLException {
        owner.close();
    }
}
