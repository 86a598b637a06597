package dev.silversmith.rest.web;

import dev.silversmith.app.LoginFailures;
import dev.silversmith.rest.web.LoginThrottle.Closed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;

/** What happens for a wrong log-in: it is counted, and told to the audit trail, and so is the door that it closes. */
@ApplicationScoped
public class WrongLogins {

    private final LoginThrottle throttle;
    private final LoginFailures failures;

    /** For the container's proxy. */
    WrongLogins() {
        this(null, null);
    }

    @Inject
    WrongLogins(LoginThrottle throttle, LoginFailures failures) {
        this.throttle = throttle;
        this.failures = failures;
    }

    /**
     * Counts one.
     *
     * @param user the name that was given
     * @param method basic or form
     */
    void count(String user, String address, String method) {
        Set<Closed> closed = throttle.failed(user, address);
        failures.failed(user, method, address);
        if (closed.contains(Closed.USER)) {
            failures.throttledUser(user, method, address);
        }
        if (closed.contains(Closed.ADDRESS)) {
            failures.throttledAddress(method, address);
        }
    }
}
