package dev.silversmith.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a server of the tests needs beside the product's own configuration: database, ports, and users whose password is their name. */
public final class LibertyConfig {

    private static final List<String> USERS =
            List.of("viewer", "engineer", "operator", "approver", "approver2", "auditor", "admin");

    /**
     * One person in other spellings, and somebody with a like name, each of whom the registry takes for a user of its own: they are operators
     * and approvers, so that only who they are decides. (A trailing space of ASCII is cut by the registry itself.)
     */
    public static final List<String> SPELLINGS = List.of(
            "j\u00fcrgen",
            "J\u00fcrgen",
            "J\u00dcRGEN",
            "j\u00fcrgen\u00a0",
            "ju\u0308rgen",
            "\uff4a\u00fc\uff52\uff47\uff45\uff4e",
            "jurgen");

    /** What the configuration property {@code TEST_WAREHOUSE_TOKEN} says on every test server, for procedures with a secret. */
    public static final String TOKEN = "tok-9Zb!x 'quoted'";

    private LibertyConfig() {}

    /**
     * Writes the overrides of one server.
     *
     * @param more elements of its configuration
     */
    static void write(Path server, TestDatabase database, String url, String serverId, int httpPort, String more) {
        Path file = server.resolve("configDropins/overrides/test.xml");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, """
                    <server>
                      <featureManager><feature>localConnector-1.0</feature></featureManager>
                      <applicationManager startTimeout="2m"/>
                      <variable name="SILVERSMITH_HTTP_HOST" value="localhost"/>
                      <variable name="SILVERSMITH_HTTP_PORT" value="%d"/>
                      <variable name="SILVERSMITH_HTTPS_PORT" value="-1"/>
                      <variable name="SILVERSMITH_HTTP_PLAIN" value="true"/>
                      <variable name="silversmith.cookie.secure" value="false"/>
                      <variable name="SILVERSMITH_REGISTRY" value="test"/>
                      <variable name="SILVERSMITH_SERVER_ID" value="%s"/>
                      <variable name="TEST_WAREHOUSE_TOKEN" value="%s"/>
                      <variable name="SILVERSMITH_LEASE_SECONDS" value="5"/>
                      <variable name="SILVERSMITH_CANCEL_GRACE_SECONDS" value="3"/>
                      <variable name="SILVERSMITH_DB_URL" value="%s"/>
                      <variable name="SILVERSMITH_DB_PASSWORD" value="%s"/>
                      <variable name="SILVERSMITH_WAREHOUSE_PASSWORD" value="%s"/>
                      <variable name="SILVERSMITH_MIGRATION_PASSWORD" value="%s"/>
                      %s
                      <basicRegistry id="test">%s</basicRegistry>
                    </server>
                    """.formatted(
                            httpPort,
                            serverId,
                            TOKEN,
                            url.replace("&", "&amp;"),
                            database.password(TestDatabase.APP),
                            database.password(TestDatabase.WAREHOUSE),
                            database.password(TestDatabase.MIGRATE),
                            more,
                            registry()));
        } catch (IOException fault) {
            throw new IllegalStateException("the test server could not be configured", fault);
        }
    }

    /** Writes the users alone: everything else comes from the server's environment. */
    static void writeUsers(Path server) throws IOException {
        Path file = server.resolve("configDropins/overrides/users.xml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                <server>
                  <variable name="silversmith.cookie.secure" value="false"/>
                  <variable name="SILVERSMITH_REGISTRY" value="test"/>
                  <basicRegistry id="test">%s</basicRegistry>
                </server>
                """.formatted(registry()));
    }

    private static String registry() {
        StringBuilder xml = new StringBuilder();
        USERS.forEach(user -> xml.append("<user name=\"%s\" password=\"%s\"/>".formatted(user, user)));
        SPELLINGS.forEach(user -> xml.append("<user name=\"%s\" password=\"%s\"/>".formatted(user, user)));
        xml.append("<user name=\"nobody\" password=\"nobody\"/>");
        for (String role : List.of("viewer", "engineer", "operator", "approver", "auditor", "admin")) {
            xml.append("<group name=\"%s\">".formatted(role));
            USERS.stream()
                    .filter(user -> user.startsWith(role))
                    .forEach(user -> xml.append("<member name=\"%s\"/>".formatted(user)));
            if (role.equals("operator") || role.equals("approver")) {
                SPELLINGS.forEach(user -> xml.append("<member name=\"%s\"/>".formatted(user)));
            }
            xml.append("</group>");
        }
        return xml.toString();
    }
}
