package dev.silversmith.console;

import dev.silversmith.app.port.ConsoleSettings;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The page {@code /login}. */
@Named
@RequestScoped
public class LoginPage {

    private static final List<String> SAMPLE_USERS =
            List.of("viewer", "engineer", "operator", "approver", "approver2", "auditor", "admin");

    private final ConsoleSettings settings;

    @Inject
    public LoginPage(ConsoleSettings settings) {
        this.settings = settings;
    }

    LoginPage() {
        this(null);
    }

    /** The users of the demo; none elsewhere. */
    public List<String> getSampleUsers() {
        return settings.demo() ? SAMPLE_USERS : List.of();
    }
}
