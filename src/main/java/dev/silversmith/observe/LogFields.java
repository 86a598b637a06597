package dev.silversmith.observe;

import com.ibm.websphere.logging.hpel.LogRecordContext;
import dev.silversmith.app.LogScope;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/**
 * Fields of the server's log in JSON: what a line is about, if it is about a run. The server's configuration takes the prefix {@code ext_} off
 * their names.
 */
@ApplicationScoped
public class LogFields {

    /** The server itself keeps only weak references. */
    private final Map<String, LogRecordContext.Extension> fields = Map.of(
            "run", LogScope::run,
            "step", LogScope::step,
            "procedure", LogScope::procedure);

    void register(@Observes @Initialized(ApplicationScoped.class) Object start) {
        fields.forEach(LogRecordContext::registerExtension);
    }

    @PreDestroy
    void unregister() {
        fields.keySet().forEach(LogRecordContext::unregisterExtension);
    }
}
