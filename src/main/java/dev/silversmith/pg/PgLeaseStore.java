package dev.silversmith.pg;

import dev.silversmith.app.port.LeaseStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Heartbeats and leases, by the database's clock. */
@ApplicationScoped
public class PgLeaseStore implements LeaseStore {

    private static final String BEAT = """
            insert into silversmith.server_instance (id, server_id, version)
            values (?, ?, ?)
            on conflict (server_id) do update
               set id = excluded.id,
                   started_at = case when server_instance.id = excluded.id then server_instance.started_at else excluded.started_at end,
                   heartbeat_at = clock_timestamp(),
                   version = excluded.version
            """;

    private static final String RENEW = """
            update silversmith.transformation_run
               set lease_until = clock_timestamp() + make_interval(secs => ?)
             where id = any (?::uuid[])
               and owner_server = ?
               and status in ('running', 'cancelling')
            returning id, status, timeout_ms,
                      coalesce(clock_timestamp() > coalesce(admitted_at, started_at) + timeout_ms * interval '1 millisecond', false)
                        as expired
            """;

    private static final String TAKE_OVER = """
            update silversmith.transformation_run
               set owner_server = ?, lease_until = clock_timestamp() + make_interval(secs => ?)
             where id = (select id
                           from silversmith.transformation_run
                          where status in ('running', 'cancelling')
                            and lease_until < clock_timestamp()
                            and not (id = any (?::uuid[]))
                          order by number
                          limit 1
                            for update skip locked)
            returning id
            """;

    private final ControlDatabase control;

    @Inject
    PgLeaseStore(ControlDatabase control) {
        this.control = control;
    }

    PgLeaseStore() {
        this(null);
    }

    @Override
    public Wanted beat(UUID instanceId, String serverId, String version, Collection<UUID> active, Duration lease) {
        control.inTransaction(
                "heartbeat", connection -> Statements.update(connection, BEAT, instanceId, serverId, version));
        return control.inTransaction("renewal of leases", connection -> {
            List<UUID> cancelling = new ArrayList<>();
            Map<UUID, Duration> expired = new HashMap<>();
            Set<UUID> lost = new HashSet<>(active);
            var ids = connection.createArrayOf("uuid", active.toArray());
            try (PreparedStatement renew =
                            Statements.prepare(connection, RENEW, (double) lease.toSeconds(), ids, serverId);
                    ResultSet rows = renew.executeQuery()) {
                while (rows.next()) {
                    UUID run = rows.getObject("id", UUID.class);
                    lost.remove(run);
                    if (rows.getString("status").equals("cancelling")) {
                        cancelling.add(run);
                    } else if (rows.getBoolean("expired")) {
                        expired.put(run, Duration.ofMillis(rows.getLong("timeout_ms")));
                    }
                }
            }
            return new Wanted(cancelling, expired, List.copyOf(lost));
        });
    }

    @Override
    public Optional<UUID> takeOverLost(String serverId, Collection<UUID> active, Duration lease) {
        return control.inTransaction("take-over", connection -> {
            var ids = connection.createArrayOf("uuid", active.toArray());
            try (PreparedStatement take =
                            Statements.prepare(connection, TAKE_OVER, serverId, (double) lease.toSeconds(), ids);
                    ResultSet row = take.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        });
    }
}
