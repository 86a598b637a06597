package dev.silversmith.boot;

import dev.silversmith.app.DeliverNotifications;
import dev.silversmith.app.LoginFailures;
import dev.silversmith.app.Pulse;
import dev.silversmith.app.PurgeRuns;
import dev.silversmith.app.ResetWatermark;
import dev.silversmith.app.RunSettlement;
import dev.silversmith.app.ServerStop;
import dev.silversmith.app.Supervisor;
import dev.silversmith.app.port.AuditVerification;
import dev.silversmith.app.port.AuditVerification.Link;
import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore.Wanted;
import dev.silversmith.app.port.LogRetention;
import dev.silversmith.app.port.MetricSums;
import dev.silversmith.app.port.RunningWork;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.drawing.GraphLayouts;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What goes on beside requests and runs: the supervisor, the drain of messages, the step log, the sums of the metrics, the webhook,
 * and the late parts of the audit trail. */
@ApplicationScoped
public class Background {

    private static final Logger LOG = Logger.getLogger(Background.class.getName());

    private static final long STOP_CHECK_MILLIS = 100;

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private Supervisor supervisor;

    @Inject
    private Pulse pulse;

    @Inject
    private RunSettlement settlement;

    @Inject
    private ResetWatermark resets;

    @Inject
    private RunningWork running;

    @Inject
    private LogRetention retention;

    @Inject
    private PurgeRuns runs;

    @Inject
    private DeliverNotifications notifications;

    @Inject
    private EngineSettings settings;

    @Inject
    private LoginFailures logins;

    @Inject
    private AuditVerification audit;

    @Inject
    private MetricSums metrics;

    @Inject
    private ServerStop end;

    @Inject
    private GraphLayouts layouts;

    private List<Future<?>> tasks = List.of();

    private volatile Wanted wanted = Wanted.NOTHING;

    void start() {
        // Whoever was away for months has no partition for what is logged from now on.
        quietly(this::keepLog).run();
        beat();
        supervisor.admit();
        scheduler.execute(quietly(layouts::warmUp));
        tasks = List.of(
                scheduler.scheduleWithFixedDelay(quietly(this::beat), 1, 1, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(() -> supervisor.cancel(wanted)), 1, 1, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(supervisor::admit), 1, 1, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(supervisor::recover), 0, 1, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(settlement::closeJobsLeftBehind), 0, 20, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(resets::expire), 1, 1, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(supervisor::expire), 1, 1, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(notifications::deliver), 1, 1, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(running::collectMessages), 100, 25, TimeUnit.MILLISECONDS),
                scheduler.scheduleWithFixedDelay(quietly(running::writeLog), 200, 200, TimeUnit.MILLISECONDS),
                scheduler.scheduleWithFixedDelay(quietly(running::watchSessions), 3, 3, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(logins::write), 1, 1, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(metrics::fold), 1, 2, TimeUnit.SECONDS),
                scheduler.scheduleWithFixedDelay(quietly(this::logAnchor), 0, 1, TimeUnit.HOURS),
                scheduler.scheduleWithFixedDelay(quietly(this::keepLog), 1, 6, TimeUnit.HOURS),
                scheduler.scheduleWithFixedDelay(quietly(runs::purge), 0, 1, TimeUnit.HOURS));
    }

    private void keepLog() {
        retention.keep(settings.logRetentionMonths());
    }

    /** In the log, which is not the database's, the trail's head is an anchor: see the verification of the trail. */
    private void logAnchor() {
        Link head = audit.head();
        LOG.log(Level.INFO, "the audit trail ends with event {0}, hash {1}", new Object[] {
            Long.toString(head.seq()), head.hash()
        });
    }

    private void beat() {
        try {
            wanted = supervisor.beat();
            pulse.beaten();
        } catch (RuntimeException fault) {
            pulse.missed(fault);
            throw fault;
        }
    }

    /** A periodic task that throws once is never run again: it must not throw, not even for want of memory. */
    private static Runnable quietly(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error fault) {
                LOG.log(Level.WARNING, "a background task failed and is run again at its time: {0}", OneLine.of(fault));
            }
        };
    }

    /**
     * Stops the runs of this server and waits, while the database may still answer, until each of them has recorded how it ended and is
     * released.
     *
     * @return whether all have
     */
    boolean stop() {
        quietly(supervisor::stop).run();
        boolean ended = supervisor.isIdle();
        while (!ended && !end.isOver() && pause()) {
            quietly(supervisor::stop).run();
            ended = supervisor.isIdle();
        }
        tasks.forEach(task -> task.cancel(true));
        if (ended) {
            quietly(running::writeLog).run();
            quietly(logins::write).run();
        }
        return ended;
    }

    private static boolean pause() {
        try {
            Thread.sleep(STOP_CHECK_MILLIS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
