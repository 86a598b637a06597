package dev.silversmith.demo;

import dev.silversmith.testing.Sql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The demo's PostgreSQL 15: as durable as one in production, its files kept over restarts, with Silversmith's roles and a sample warehouse in
 * the database {@code warehouse}.
 */
final class DemoDatabase {

    private static final String SUPERUSER = "postgres";
    private static final String WAREHOUSE = "warehouse";
    private static final String LOADING = "warehouse_loading";
    private static final Path SCRIPTS = Path.of("db");

    /** Logins of {@code db/roles.sql}; here the password is the name, as the server's configuration of the demo says too. */
    private static final List<String> LOGINS =
            List.of("silversmith_app", "silversmith_warehouse", "silversmith_migrate");

    private static final List<String> SAMPLE =
            List.of("01_bronze.sql", "02_silver.sql", "03_procedures.sql", "04_grants.sql");

    /** The superuser is trusted: everybody who can read this file knows the password, and the embedded server asks without one. */
    private static final String ACCESS = """
            local all all trust
            host all postgres 127.0.0.1/32 trust
            host all all 127.0.0.1/32 scram-sha-256
            """;

    private final DemoSettings settings;
    private final DemoFolder folder;

    DemoDatabase(DemoSettings settings, DemoFolder folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** Starts the server, and makes what is not there yet. */
    void start() throws IOException, SQLException {
        folder.removeUnfinishedData();
        new Postmaster(folder.data()).forgetStrangers();
        Console.line("Starting PostgreSQL on 127.0.0.1:%d, files in %s ..."
                .formatted(settings.databasePort(), folder.path()));
        startServer();
        folder.keepData();
        try (Connection connection = connect(SUPERUSER)) {
            Sql.execute(connection, "alter role postgres password 'postgres'");
            makeWarehouse(connection);
        }
        try (Connection connection = connect(WAREHOUSE)) {
            makeRoles(connection);
        }
    }

    /** The JVM's end is {@link DemoLife}'s business, hence no hook of the library's own. */
    @SuppressWarnings("resource")
    private void startServer() throws IOException {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folder.log().toFile());
        EmbeddedPostgres.builder()
                .setPort(settings.databasePort())
                .setDataDirectory(folder.data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofMinutes(2))
                .setLocaleConfig("locale", "C")
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setDataDirectoryCustomizer(DemoDatabase::restrictAccess)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("client_connection_check_interval", "500ms")
                .start();
    }

    private static void restrictAccess(File data) {
        try {
            Files.writeString(data.toPath().resolve("pg_hba.conf"), ACCESS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database gets its name when all of it is loaded, so that a start that was ended half-way is made good by the next. */
    private void makeWarehouse(Connection server) throws IOException, SQLException {
        if (!Sql.list(server, String.class, "select datname::text from pg_database where datname = ?", WAREHOUSE)
                .isEmpty()) {
            return;
        }
        Console.line("Loading the sample warehouse ...");
        Sql.execute(server, "drop database if exists " + LOADING + " with (force)");
        Sql.execute(server, "create database " + LOADING + " template template0");
        try (Connection loading = connect(LOADING)) {
            makeRoles(loading);
            for (String script : SAMPLE) {
                Sql.execute(loading, Files.readString(SCRIPTS.resolve("sample").resolve(script)));
            }
        }
        Sql.execute(server, "alter database " + LOADING + " rename to " + WAREHOUSE);
    }

    private static void makeRoles(Connection connection) throws IOException, SQLException {
        Sql.execute(connection, Files.readString(SCRIPTS.resolve("roles.sql")));
        for (String login : LOGINS) {
            Sql.execute(connection, "alter role " + login + " password '" + login + "'");
        }
    }

    private Connection connect(String database) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {settings.databasePort()});
        source.setDatabaseName(database);
        source.setUser(SUPERUSER);
        source.setPassword(SUPERUSER);
        source.setConnectTimeout(10);
        return source.getConnection();
    }
}
