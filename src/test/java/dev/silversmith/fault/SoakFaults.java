package dev.silversmith.fault;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.DatabaseCrash;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A fault every few seconds, each undone after its time; what, when, where and for how long is drawn in advance of everything that the
 * servers do, so that a seed repeats it.
 *
 * <p>A server that is being killed, stopped or frozen is left alone until it is back; the others may fail meanwhile.
 */
final class SoakFaults implements AutoCloseable {

    /** What is done, as often as its weight says. */
    private enum Kind {
        KILL(4),
        STOP(2),
        FREEZE(3),
        END_A_SESSION(5),
        CRASH_OF_THE_DATABASE(2),
        RESET_OF_CONNECTIONS(3),
        STALLED_NETWORK(3),
        LOST_ANSWERS(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        static Kind draw(Random random) {
            int place = random.nextInt(
                    List.of(values()).stream().mapToInt(kind -> kind.weight).sum());
            for (Kind kind : values()) {
                place -= kind.weight;
                if (place < 0) {
                    return kind;
                }
            }
            throw new IllegalStateException("no kind was drawn");
        }
    }

    private final TestDatabase database;
    private final List<SoakServer> servers;
    private final Random random;
    private final SoakLog log;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final ExecutorService hands = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);

    SoakFaults(TestDatabase database, List<SoakServer> servers, Random random, SoakLog log) {
        this.database = database;
        this.servers = servers;
        this.random = random;
        this.log = log;
    }

    /** Does faults for that long, and then waits until all are undone. */
    void rage(Duration howLong) throws InterruptedException {
        long end = System.nanoTime() + howLong.toNanos();
        while (true) {
            long pause = random.nextLong(3_000, 20_000);
            long left = (end - System.nanoTime()) / 1_000_000;
            if (over.await(Math.min(pause, Math.max(0, left)), TimeUnit.MILLISECONDS) || pause >= left) {
                break;
            }
            Kind kind = Kind.draw(random);
            SoakServer server = servers.get(random.nextInt(servers.size()));
            long time = random.nextLong(10_000);
            long choice = random.nextLong(Integer.MAX_VALUE);
            hands.execute(() -> inflict(kind, server, time, choice));
        }
        hands.shutdown();
        if (!hands.awaitTermination(10, TimeUnit.MINUTES)) {
            throw new AssertionError("a fault could not be undone: " + busy);
        }
    }

    private void inflict(Kind kind, SoakServer server, long time, long choice) {
        String target =
                switch (kind) {
                    case KILL, STOP, FREEZE -> server.name();
                    case END_A_SESSION, CRASH_OF_THE_DATABASE -> "database";
                    case RESET_OF_CONNECTIONS, STALLED_NETWORK, LOST_ANSWERS -> server.name() + "'s network";
                };
        if (!busy.add(target)) {
            log.say("not done, as it is busy: " + kind + " of " + target);
            return;
        }
        try {
            log.say("%s of %s, %d ms".formatted(kind, target, time));
            log.count("fault " + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
            act(kind, server, time, choice);
            log.say("over: %s of %s".formatted(kind, target));
        } catch (InterruptedException | SQLException | RuntimeException fault) {
            log.say("%s of %s went wrong: %s".formatted(kind, target, fault));
        } finally {
            busy.remove(target);
        }
    }

    private void act(Kind kind, SoakServer server, long time, long choice) throws InterruptedException, SQLException {
        switch (kind) {
            case KILL -> {
                server.process().kill();
                Thread.sleep(time);
                server.again();
                server.awaitReady();
            }
            case STOP -> {
                server.process().stop();
                Thread.sleep(time);
                server.again();
                server.awaitReady();
            }
            case FREEZE -> {
                server.process().freeze();
                Thread.sleep(SoakIT.LEASE.toMillis() + 1_000 + time);
                server.process().thaw();
            }
            case END_A_SESSION -> endSession(choice);
            case CRASH_OF_THE_DATABASE -> DatabaseCrash.of(database).crash();
            case RESET_OF_CONNECTIONS -> server.network().reset();
            case STALLED_NETWORK -> {
                server.network().stall();
                Thread.sleep(time);
                server.network().pass();
            }
            case LOST_ANSWERS -> {
                server.network().dropTowardsClient();
                Thread.sleep(time);
                server.network().pass();
            }
        }
    }

    /** One of the servers' sessions; those at work are as likely as all the idle ones together. */
    private void endSession(long choice) throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            List<Integer> sessions = Sql.list(superuser, Integer.class, """
                    select pid
                      from pg_stat_activity
                     where datname = current_database()
                       and usename in ('silversmith_app', 'silversmith_warehouse')
                       and (state <> 'idle') = ?
                     order by usename, backend_start
                    """, choice % 4 > 0);
            if (!sessions.isEmpty()) {
                Sql.rows(superuser, "select pg_terminate_backend(?)", sessions.get((int) (choice % sessions.size())));
            }
        }
    }

    @Override
    public void close() {
        over.countDown();
        hands.shutdownNow();
    }
}
