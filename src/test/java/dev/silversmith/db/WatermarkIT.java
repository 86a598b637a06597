package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Watermarks move inside the transaction that holds the effects, and never backwards. */
class WatermarkIT extends UnitSessions {

    WatermarkIT() {
        super("watermark");
    }

    @Test
    void the_watermark_moves_with_the_success_in_one_commit() throws Exception {
        Claim claim = claimWithWatermark("timestamptz", "2026-01-01T00:00:00Z");

        List<Map<String, Object>> begun = unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, "2026-02-01T00:00:00Z");
        String before = watermark(claim);
        unit.commit();

        assertThat(begun).singleElement().satisfies(row -> assertThat(row.get("watermark"))
                .isEqualTo("2026-01-01T00:00:00Z"));
        assertThat(before).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(watermark(claim)).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(Sql.row(app, """
                        select w.advanced_by_step_id, w.advanced_at = s.finished_at as at_the_same_time, s.watermark_before, s.watermark_after, w.version
                          from silversmith.transformation_step s
                          join silversmith.transformation_watermark w using (procedure_id)
                         where s.id = ?
                        """, claim.lead()))
                .containsEntry("advanced_by_step_id", claim.lead())
                .containsEntry("at_the_same_time", true)
                .containsEntry("watermark_before", "2026-01-01T00:00:00Z")
                .containsEntry("watermark_after", "2026-02-01T00:00:00Z")
                .containsEntry("version", 0L);
    }

    @Test
    void a_rolled_back_unit_leaves_the_watermark() throws Exception {
        Claim claim = claimWithWatermark("bigint", "5");

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, "6");
        unit.rollback();

        assertThat(watermark(claim)).isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource({
        "bigint,      100,                  99,                        100",
        "bigint,      9,                    10,                        10",
        "xid8,        9,                    10,                        10",
        "xid8,        10,                   9,                         10",
        "text,        9,                    10,                        9",
        "text,        B,                    a,                         a",
        "timestamptz, 2026-01-01T00:00:00Z, 2026-01-01T01:00:00+05:30, 2026-01-01T00:00:00Z",
        "timestamptz, 2026-01-01T00:00:00Z, 2025-12-31T23:00:00-05:00, 2025-12-31T23:00:00-05:00",
    })
    void a_watermark_never_moves_backwards_in_its_own_type(String type, String before, String upper, String after)
            throws Exception {
        Claim claim = claimWithWatermark(type, before);

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, upper);
        unit.commit();

        assertThat(watermark(claim)).isEqualTo(after);
        assertThat(watermarkAfter(claim)).isEqualTo(after);
    }

    @Test
    void the_first_load_sets_the_watermark() throws Exception {
        Claim claim = claimWithWatermark("bigint", null);

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, "1");
        unit.commit();

        assertThat(watermark(claim)).isEqualTo("1");
    }

    @Test
    void without_an_upper_bound_the_watermark_stays() throws Exception {
        Claim claim = claimWithWatermark("bigint", "1");

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, null);
        unit.commit();

        assertThat(watermark(claim)).isEqualTo("1");
        assertThat(watermarkAfter(claim)).isEqualTo("1");
    }

    @Test
    void a_watermark_that_is_declared_no_more_moves_for_a_run_that_was_planned_with_it() throws Exception {
        Claim claim = claimWithWatermark("bigint", "1");
        Sql.update(
                app,
                "update silversmith.transformation_watermark set declared = false where procedure_id = ?",
                procedureOf(claim));

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, "2");
        unit.commit();

        assertThat(watermark(claim)).isEqualTo("2");
    }

    @Test
    void a_watermark_that_is_not_of_its_type_fails_the_unit() throws Exception {
        Claim claim = claimWithWatermark("bigint", "1");
        unit.begin(claim);

        assertThatThrownBy(() -> unit.record(claim.lead(), claim.lead(), claim.token(), null, "yesterday"))
                .hasMessageContaining("yesterday");
    }

    @Test
    void whoever_declares_it_anew_need_not_wait_for_a_unit_but_whoever_sets_or_removes_it_must() throws Exception {
        Claim claim = claimWithWatermark("bigint", "1");
        unit.begin(claim);
        Sql.execute(app, "set lock_timeout = '100ms'");

        assertThat(Sql.update(
                        app,
                        "update silversmith.transformation_watermark set initial_value = '0' where procedure_id = ?",
                        procedureOf(claim)))
                .isEqualTo(1);
        String row = "silversmith.transformation_watermark where procedure_id = '%s'".formatted(procedureOf(claim));
        for (String change : List.of("select 1 from " + row + " for update", "delete from " + row)) {
            assertThatThrownBy(() -> Sql.execute(app, change)).hasMessageContaining("lock timeout");
        }
    }

    @Test
    void a_group_takes_the_watermarks_of_all_members_at_once() throws Exception {
        UUID run = ledger.runningRun();
        UUID first = ledger.procedure();
        UUID second = ledger.procedure();
        watermarkOf(first, "bigint", "1");
        watermarkOf(second, "bigint", "1");
        Claim claim = ledger.claim(
                ledger.pendingStep(run, first, 1, "other", "group:g"),
                ledger.pendingStep(run, second, 1, "other", "group:g"));
        unit.begin(claim);

        unit.record(claim.steps().get(1), claim.lead(), claim.token(), null, "2");

        Sql.execute(app, "set lock_timeout = '100ms'");
        for (UUID procedure : List.of(first, second)) {
            assertThatThrownBy(() -> Sql.update(
                            app,
                            "update silversmith.transformation_watermark set initial_value = '0' where procedure_id = ?",
                            procedure))
                    .hasMessageContaining("lock timeout");
        }
    }

    private Claim claimWithWatermark(String type, String value) throws SQLException {
        Claim claim = ledger.claimedStep();
        watermarkOf(procedureOf(claim), type, value);
        return claim;
    }

    private void watermarkOf(UUID procedure, String type, String value) throws SQLException {
        Sql.update(superuser, """
                insert into silversmith.transformation_watermark (id, procedure_id, data_type, value, updated_by)
                values (?, ?, ?, ?, 'engineer')
                """, Ledger.newId(), procedure, type, value);
    }

    private UUID procedureOf(Claim claim) throws SQLException {
        return Sql.one(
                app, UUID.class, "select procedure_id from silversmith.transformation_step where id = ?", claim.lead());
    }

    private String watermark(Claim claim) throws SQLException {
        return Sql.one(
                app,
                String.class,
                "select value from silversmith.transformation_watermark where procedure_id = ?",
                procedureOf(claim));
    }

    private String watermarkAfter(Claim claim) throws SQLException {
        return Sql.one(
                app,
                String.class,
                "select watermark_after from silversmith.transformation_step where id = ?",
                claim.lead());
    }
}
