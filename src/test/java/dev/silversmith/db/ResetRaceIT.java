package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.AtOnce;
import dev.silversmith.testing.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two approvers, one who rejects, one who withdraws and the expiry at one instant: one decision. */
class ResetRaceIT extends UnitSessions {

    private static final int ROUNDS = 200;
    private static final Map<String, String> ENDS =
            Map.of("approve", "applied", "reject", "rejected", "cancel", "cancelled", "expire", "expired");

    ResetRaceIT() {
        super("reset_race");
    }

    @Test
    void exactly_one_decision_wins_in_200_rounds() throws Exception {
        List<String> acts = List.of("approve", "approve", "reject", "cancel", "expire");
        List<Connection> logins = acts.stream().map(act -> database.asApp()).toList();
        Set<String> ends = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            UUID procedure = ledger.procedure();
            UUID reset = waiting(procedure);

            List<Boolean> won =
                    AtOnce.call(acts.size(), caller -> act(logins.get(caller), acts.get(caller), reset, caller));

            Map<String, Object> row = Sql.row(
                    app,
                    "select r.status, w.value from silversmith.watermark_reset r"
                            + " join silversmith.transformation_watermark w using (procedure_id) where r.id = ?",
                    reset);
            String end = (String) row.get("status");
            // The expiry may come a moment too early for this request; then somebody else has ended it, or nobody.
            long winners = Collections.frequency(won, true);
            assertThat(winners).as(row.toString()).isLessThanOrEqualTo(1);
            if (winners == 1) {
                assertThat(end).isEqualTo(ENDS.get(acts.get(won.indexOf(true))));
            } else {
                assertThat(end).isEqualTo("pending_approval");
            }
            assertThat(row.get("value")).isEqualTo(end.equals("applied") ? "1" : "5");
            ends.add(end);
            close(reset);
        }
        for (Connection login : logins) {
            login.close();
        }
        assertThat(ends).as("more than one of them was first some time").hasSizeGreaterThan(1);
    }

    private UUID waiting(UUID procedure) throws SQLException {
        Sql.update(superuser, """
                insert into silversmith.transformation_watermark (id, procedure_id, data_type, value, updated_by)
                values (?, ?, 'bigint', '5', 'engineer')
                """, Ledger.newId(), procedure);
        UUID reset = Ledger.newId();
        Sql.one(
                app,
                String.class,
                "select silversmith.request_watermark_reset(?, ?, '1', 'loaded from a wrong file', 'olga')",
                reset,
                procedure);
        Sql.update(
                superuser,
                "update silversmith.watermark_reset set expires_at = clock_timestamp() + interval '1.5 milliseconds' where id = ?",
                reset);
        return reset;
    }

    /** Whether this caller has decided. */
    private static boolean act(Connection login, String act, UUID reset, int caller) {
        try {
            return switch (act) {
                case "cancel" ->
                    Sql.one(login, String.class, "select silversmith.cancel_watermark_reset(?, 'olga')", reset)
                            .equals("done");
                case "expire" -> Sql.one(login, Integer.class, "select silversmith.expire_watermark_resets()") == 1;
                default ->
                    Sql.one(
                                    login,
                                    String.class,
                                    "select silversmith.decide_watermark_reset(?, ?, ?, 'looked at the file')",
                                    reset,
                                    "approver" + caller,
                                    act)
                            .equals("done");
            };
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** So that the next round's expiry finds nothing of this one. */
    private void close(UUID reset) throws SQLException {
        Sql.update(
                superuser,
                "update silversmith.watermark_reset set status = 'cancelled', finished_at = clock_timestamp()"
                        + " where id = ? and status = 'pending_approval'",
                reset);
    }
}
