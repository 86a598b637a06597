package dev.silversmith.batch;

import dev.silversmith.app.port.JobLauncher;
import dev.silversmith.core.shared.OneLine;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.JobExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts generated jobs through JobOperator. */
@ApplicationScoped
public class BatchJobLauncher implements JobLauncher {

    private static final Logger LOG = Logger.getLogger(BatchJobLauncher.class.getName());

    private static final int TRIES = 20;
    private static final long BETWEEN_TRIES_MILLIS = 50;

    @Override
    public long launch(UUID runId, String jobXml, Optional<Long> before) {
        return before.flatMap(execution -> restart(runId, execution)).orElseGet(() -> start(runId, jobXml));
    }

    /** The repository may be younger than the run, or the execution may have been lost in the middle. */
    private static Optional<Long> restart(UUID runId, long before) {
        JobOperator operator = BatchRuntime.getJobOperator();
        try {
            awaitEnd(operator, before);
            return Optional.of(operator.restart(before, new Properties()));
        } catch (BatchRuntimeException refused) {
            LOG.log(Level.INFO, "the job of run {0} cannot be restarted and is started anew: {1}", new Object[] {
                runId, OneLine.of(refused)
            });
            return Optional.empty();
        }
    }

    /** A run ends a moment before its job does. */
    private static void awaitEnd(JobOperator operator, long execution) {
        for (int tries = 0; tries < TRIES && !hasEnded(operator.getJobExecution(execution)); tries++) {
            try {
                Thread.sleep(BETWEEN_TRIES_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean hasEnded(JobExecution execution) {
        return switch (execution.getBatchStatus()) {
            case STARTING, STARTED, STOPPING -> false;
            default -> true;
        };
    }

    private static long start(UUID runId, String jobXml) {
        JobOperator operator = BatchRuntime.getJobOperator();
        String name = "silversmith-run-" + runId;
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The runtime looks the job up by name in the context class loader, on this thread; the XML is stored with the
        // job instance.
        thread.setContextClassLoader(new JobXmlClassLoader(before, name, jobXml));
        try {
            return operator.start(name, new Properties());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public JobIds ids(long execution) {
        return new JobIds(
                BatchRuntime.getJobOperator().getJobInstance(execution).getInstanceId(), execution);
    }

    @Override
    public void touch() {
        BatchRuntime.getJobOperator().getJobNames();
    }
}
