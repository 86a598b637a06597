package dev.silversmith.pg;

import dev.silversmith.app.port.LeaseStore;
import dev.silversmith.app.port.RunLease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
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

    /** A beat that comes after its own server's orderly end does not take the name back. */
    private static final String BEAT = """
            insert into silversmith.server_instance as s (id, server_id, version)
            values (?, ?, ?)
            on conflict (server_id) do update
               set id = excluded.id,
                   started_at = case when s.id = excluded.id then s.started_at else excluded.started_at end,
                   heartbeat_at = clock_timestamp(),
                   stopped_at = null,
                   version = excluded.version
             where s.stopped_at is null
                   and (s.id = excluded.id or s.heartbeat_at < clock_timestamp() - make_interval(secs => ?))
                or s.stopped_at is not null
                   and s.id <> excluded.id
            """;

    private static final String HOLDER = """
            select id, heartbeat_at, extract(epoch from clock_timestamp() - heartbeat_at) as silent
              from silversmith.server_instance
             where server_id = ?
               and id <> ?
            """;

    private static final String STOPPED = """
            update silversmith.server_instance set stopped_at = clock_timestamp() where id = ?
            """;

    private static final String RENEW = """
            update silversmith.transformation_run r
               set lease_until = clock_timestamp() + make_interval(secs => ?)
              from unnest(?::uuid[], ?::bigint[]) as m (id, lease_number)
             where r.id = m.id
               and r.lease_number = m.lease_number
               and r.status in ('running', 'cancelling')
            returning r.id, r.lease_number, r.status, r.timeout_ms,
                      coalesce(
                        clock_timestamp() > coalesce(r.admitted_at, r.started_at) + r.timeout_ms * interval '1 millisecond',
                        false) as expired
            """;

    /**
     * The row is locked against everything before it is changed, foreign keys included: a claim takes the weakest lock on it, so it is either
     * done, and seen by whoever has taken the run over, or comes too late. A run that was taken over in vain is left alone for longer each
     * time: what hindered it, as a batch repository that cannot be reached, may pass.
     */
    private static final String TAKE_OVER = """
            update silversmith.transformation_run r
               set owner_server = ?,
                   owner_instance = ?,
                   lease_until = clock_timestamp() + make_interval(secs => ?),
                   lease_number = r.lease_number + 1,
                   recovered_at = clock_timestamp(),
                   recoveries = case
                     when exists (select
                                    from silversmith.transformation_step s
                                   where s.run_id = r.id
                                     and s.started_at > coalesce(r.recovered_at, r.admitted_at))
                       then 1
                     else r.recoveries + 1
                   end
              from (select id, owner_server, owner_instance
                      from silversmith.transformation_run
                     where (status = 'cancelling' or status = 'running' and ?)
                       and (coalesce(lease_until < clock_timestamp(), true)
                            or owner_server = ? and owner_instance is distinct from ?)
                       and (status = 'cancelling'
                            or coalesce(recovered_at + recoveries * recoveries * interval '1 second' < clock_timestamp(), true))
                       and not (id = any (?::uuid[]))
                     order by number
                     limit 1
                       for update skip locked) before
             where r.id = before.id
            returning r.id, r.lease_number, r.recoveries, before.owner_server as before,
                      before.owner_instance is distinct from r.owner_instance as is_foreign
            """;

    private static final String RELEASE = """
            update silversmith.transformation_run
               set lease_until = clock_timestamp()
             where id = ?
               and lease_number = ?
               and status in ('running', 'cancelling')
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
    public Optional<Holder> beat(Self self, Duration lease) {
        return control.inTransaction("heartbeat", connection -> {
            int beaten = Statements.update(
                    connection, BEAT, self.instanceId(), self.serverId(), self.version(), seconds(lease));
            return beaten == 1 ? Optional.empty() : holder(connection, self);
        });
    }

    /** Empty again if it has gone in between. */
    private static Optional<Holder> holder(Connection connection, Self self) throws SQLException {
        try (PreparedStatement query = Statements.prepare(connection, HOLDER, self.serverId(), self.instanceId());
                ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new Holder(
                            row.getObject("id", UUID.class),
                            row.getObject("heartbeat_at", OffsetDateTime.class).toInstant(),
                            Duration.ofMillis((long) (row.getDouble("silent") * 1000))))
                    : Optional.empty();
        }
    }

    @Override
    public void stopped(Self self) {
        control.inTransaction(
                "end of the server", connection -> Statements.update(connection, STOPPED, self.instanceId()));
    }

    @Override
    public Wanted renew(Collection<RunLease> active, Duration lease) {
        return control.inTransaction("renewal of leases", connection -> {
            List<RunLease> cancelling = new ArrayList<>();
            Map<RunLease, Duration> expired = new HashMap<>();
            Set<RunLease> lost = new HashSet<>(active);
            try (PreparedStatement renew = Statements.prepare(
                            connection, RENEW, seconds(lease), ids(connection, active), numbers(connection, active));
                    ResultSet rows = renew.executeQuery()) {
                while (rows.next()) {
                    RunLease run = new RunLease(rows.getObject("id", UUID.class), rows.getLong("lease_number"));
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
    public Optional<TakenOver> takeOver(Self self, Collection<RunLease> active, boolean alsoRunning, Duration lease) {
        return control.inTransaction("take-over", connection -> {
            try (PreparedStatement take = Statements.prepare(
                            connection,
                            TAKE_OVER,
                            self.serverId(),
                            self.instanceId(),
                            seconds(lease),
                            alsoRunning,
                            self.serverId(),
                            self.instanceId(),
                            ids(connection, active));
                    ResultSet row = take.executeQuery()) {
                return row.next()
                        ? Optional.of(new TakenOver(
                                new RunLease(row.getObject("id", UUID.class), row.getLong("lease_number")),
                                String.valueOf(row.getString("before")),
                                row.getBoolean("is_foreign"),
                                row.getInt("recoveries")))
                        : Optional.empty();
            }
        });
    }

    @Override
    public void release(RunLease lease) {
        control.inTransaction(
                "release of a run",
                connection -> Statements.update(connection, RELEASE, lease.runId(), lease.number()));
    }

    private static double seconds(Duration lease) {
        return lease.toMillis() / 1000.0;
    }

    private static java.sql.Array ids(Connection connection, Collection<RunLease> leases) throws SQLException {
        return connection.createArrayOf(
                "uuid", leases.stream().map(RunLease::runId).toArray());
    }

    private static java.sql.Array numbers(Connection connection, Collection<RunLease> leases) throws SQLException {
        return connection.createArrayOf(
                "bigint", leases.stream().map(RunLease::number).toArray());
    }
}
