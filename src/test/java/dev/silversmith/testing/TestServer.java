package dev.silversmith.testing;

import dev.silversmith.testing.door.JobDoor;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The one server that Arquillian starts for all in-container tests, with the real WAR on a fresh database. */
public final class TestServer {

    private static final int HTTP_PORT = Integer.getInteger("silversmith.test.http.port", 19080);

    private static TestDatabase database;
    private static WebhookReceiver receiver;

    private TestServer() {}

    /** Makes the database and the server's configuration; called once, before Arquillian starts the server. */
    static synchronized void prepare() {
        Path server = directory();
        if (database != null || !Files.isDirectory(server)) {
            return;
        }
        database = TestDatabase.unmigrated("container");
        try {
            forgetOverrides(server.resolve("configDropins/overrides"));
            receiver = WebhookReceiver.start();
            LibertyConfig.write(server, database, database.url(), "container", HTTP_PORT, webhook());
            // Deployed once for all tests, as in production: a test class of Arquillian's that has no deployment of its
            // own uses it.
            Path applications = Files.createDirectories(server.resolve("apps"));
            Path application = applications.resolve("silversmith.war");
            Files.copy(war().toPath(), application, StandardCopyOption.REPLACE_EXISTING);
            addDoor(application);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String webhook() {
        return """
                <variable name="SILVERSMITH_WEBHOOK_URL" value="%s"/>
                <variable name="SILVERSMITH_WEBHOOK_SECRET" value="%s"/>
                """.formatted(receiver.url(), WebhookReceiver.SECRET.replace("'", "&apos;"));
    }

    /** One servlet more than the product has, for what no client of it can reach. */
    private static void addDoor(Path application) throws IOException {
        String door = JobDoor.class.getName().replace('.', '/') + ".class";
        try (FileSystem war = FileSystems.newFileSystem(application);
                InputStream bytes = JobDoor.class.getClassLoader().getResourceAsStream(door)) {
            Path place = war.getPath("WEB-INF/classes/" + door);
            Files.createDirectories(place.getParent());
            Files.copy(bytes, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What a developer has put there for a server of his own, users for example, is not for the tests. */
    private static void forgetOverrides(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.xml")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    static Path wlp() {
        return Path.of(System.getProperty("silversmith.wlp", "target/liberty/wlp"));
    }

    /** The server that Arquillian starts, as the build has made it. */
    static Path directory() {
        return wlp().resolve("usr/servers").resolve(System.getProperty("silversmith.test.server", "silversmith-test"));
    }

    static File war() {
        return new File(System.getProperty("silversmith.war", "target/silversmith.war"));
    }

    public static TestDatabase database() {
        if (database == null) {
            throw new IllegalStateException("there is no test server: run the tests with mvn verify");
        }
        return database;
    }

    /** The receiver of the server's webhook; each test looks for messages about runs of its own. */
    public static WebhookReceiver receiver() {
        return receiver;
    }

    /** Without a slash at its end. */
    public static String baseUrl() {
        return "http://localhost:" + HTTP_PORT;
    }
}
