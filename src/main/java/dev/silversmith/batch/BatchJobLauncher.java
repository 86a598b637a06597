package dev.silversmith.batch;

import dev.silversmith.app.port.JobLauncher;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Properties;
import java.util.UUID;

/** Starts generated jobs through JobOperator. */
@ApplicationScoped
public class BatchJobLauncher implements JobLauncher {

    @Override
    public long launch(UUID runId, String jobXml) {
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
