package dev.silversmith.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL 15 from binaries on the class path, in a temporary folder, as a child process of this JVM. */
final class EmbeddedPostgresServer implements PostgresServer {

    private static final String SUPERUSER = "postgres";

    private final EmbeddedPostgres postgres;

    EmbeddedPostgresServer() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setServerConfig("hba_file", accessRules().toString());
            SETTINGS.forEach(builder::setServerConfig);
            postgres = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passwords count, except the superuser's: the embedded server asks for itself without one whether it is up. */
    private static Path accessRules() throws IOException {
        Path file = Files.createTempFile("silversmith-pg_hba", ".conf");
        file.toFile().deleteOnExit();
        return Files.writeString(file, """
                host all postgres all trust
                host all all all scram-sha-256
                """);
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return postgres.getPort();
    }

    @Override
    public String superuser() {
        return SUPERUSER;
    }

    @Override
    public String superuserPassword() {
        return SUPERUSER;
    }
}
