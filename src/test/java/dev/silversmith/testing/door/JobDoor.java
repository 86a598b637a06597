package dev.silversmith.testing.door;

import dev.silversmith.app.port.JobLauncher;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;

/**
 * The batch runtime's own operator, inside the application and behind the log-in of its API: a POST with {@code run} starts the job in the body for that run, one with
 * {@code restart} restarts that execution. Answers the number of the new execution and, when it has ended, how; or why there is none.
 */
@WebServlet("/api/v1/job-door")
public class JobDoor extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Names, for a switch over an enum would be a class more to put into the application. */
    private static final Set<String> ENDS = Set.of("COMPLETED", "FAILED", "STOPPED", "ABANDONED");

    @Inject
    private transient JobLauncher launcher;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String answer;
        try {
            long execution = begin(request);
            answer = execution + " " + end(execution);
        } catch (BatchRuntimeException refused) {
            answer = refused.getClass().getSimpleName();
        }
        response.setContentType("text/plain");
        response.getWriter().print(answer);
    }

    private long begin(HttpServletRequest request) throws IOException {
        String restart = request.getParameter("restart");
        if (restart != null) {
            return operator().restart(Long.parseLong(restart), new Properties());
        }
        String stop = request.getParameter("stop");
        if (stop != null) {
            operator().stop(Long.parseLong(stop));
            return Long.parseLong(stop);
        }
        String job = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return launcher.launch(UUID.fromString(request.getParameter("run")), job, Optional.empty());
    }

    private static JobOperator operator() {
        return BatchRuntime.getJobOperator();
    }

    private static String end(long execution) throws IOException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (System.nanoTime() < deadline) {
            BatchStatus status = operator().getJobExecution(execution).getBatchStatus();
            if (ENDS.contains(status.name())) {
                return status.name();
            }
            pause();
        }
        return "STILL_RUNNING";
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
