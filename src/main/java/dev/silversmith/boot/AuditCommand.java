package dev.silversmith.boot;

import dev.silversmith.app.port.AuditVerification.Link;
import dev.silversmith.app.port.AuditVerification.Verdict;
import dev.silversmith.pg.AuditCheck;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The check of the audit trail on the command line, for auditors who believe no server: {@code AuditCommand [SEQ:HASH]}.
 *
 * <p>The database is the one of the environment variables {@code SILVERSMITH_DB_URL}, {@code SILVERSMITH_DB_USER} and
 * {@code SILVERSMITH_DB_PASSWORD}; any login will do that may read the tables of the trail. The argument is an anchor: an event that was
 * noted down earlier.
 */
public final class AuditCommand {

    static final int VERIFIED = 0;
    static final int BROKEN = 1;
    static final int NOT_CHECKED = 2;

    private static final Pattern ANCHOR = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

    private AuditCommand() {}

    /** Ends with 0 if the trail verifies, with 1 if it does not, with 2 if that could not be found out. */
    public static void main(String[] arguments) {
        System.exit(run(System::getenv, arguments, System.out));
    }

    static int run(UnaryOperator<String> environment, String[] arguments, PrintStream out) {
        try {
            Optional<Link> anchor = anchor(arguments);
            try (Connection connection = connect(environment)) {
                return tell(AuditCheck.verify(connection, anchor), out);
            }
        } catch (IllegalArgumentException | SQLException fault) {
            out.println("The audit trail was not checked: " + fault.getMessage());
            return NOT_CHECKED;
        }
    }

    private static Optional<Link> anchor(String[] arguments) {
        if (arguments.length == 0) {
            return Optional.empty();
        }
        Matcher anchor = ANCHOR.matcher(arguments[0]);
        if (arguments.length > 1 || !anchor.matches()) {
            throw new IllegalArgumentException(
                    "give no argument, or one event that the trail must still have, as number:hash");
        }
        return Optional.of(new Link(Long.parseLong(anchor.group(1)), anchor.group(2)));
    }

    private static Connection connect(UnaryOperator<String> environment) throws SQLException {
        String url = environment.apply(Settings.DB_URL.key());
        if (url == null || !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "set %s to the JDBC URL of the database, for example jdbc:postgresql://localhost:5432/warehouse"
                            .formatted(Settings.DB_URL.key()));
        }
        Properties properties = new Properties();
        put(properties, "user", environment.apply(Settings.DB_USER.key()), Settings.DB_USER.defaultValue());
        put(properties, "password", environment.apply(Settings.DB_PASSWORD.key()), Settings.DB_PASSWORD.defaultValue());
        properties.setProperty("ApplicationName", "silversmith audit check");
        properties.setProperty("connectTimeout", "30");
        return DriverManager.getConnection(url, properties);
    }

    private static void put(Properties properties, String name, String value, String otherwise) {
        properties.setProperty(name, value == null || value.isBlank() ? otherwise : value);
    }

    private static int tell(Verdict verdict, PrintStream out) {
        Link head = verdict.head();
        out.printf("%d events; the head is %d:%s%n", verdict.events(), head.seq(), head.hash());
        verdict.problems().forEach(fault -> out.printf("event %d %s%n", fault.seq(), fault.problem()));
        out.println(verdict.verified() ? "The audit trail verifies." : "THE AUDIT TRAIL DOES NOT VERIFY.");
        return verdict.verified() ? VERIFIED : BROKEN;
    }
}
