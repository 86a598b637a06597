package dev.silversmith.testing;

import dev.silversmith.boot.SchemaMigration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of its own on the one PostgreSQL server of this JVM, which starts with the first of them and ends with the JVM; or on another
 * server, for tests that stop or fill it.
 *
 * <p>Roles belong to the server: they and their passwords are the same in every database. {@code db/roles.sql} is read from the project's
 * folder, which is the system property {@code basedir} (Maven sets it) or else the working directory.
 *
 * <p>Sessions of {@link #asSuperuser()} and its siblings have the time zone {@link PostgresServer#TIME_ZONE}; the driver asks for the JVM's
 * zone, so sessions that something else opens by {@link #url()} have that one.
 */
public final class TestDatabase {

    public static final String APP = "silversmith_app";
    public static final String WAREHOUSE = "silversmith_warehouse";
    public static final String MIGRATE = "silversmith_migrate";

    private static final String TEMPLATE = "silversmith_template";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final PostgresServer server;
    private final String name;

    private TestDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** A new database with the roles, the schemas and everything in them. */
    public static TestDatabase fresh(String name) {
        return create(name, Template.DATABASE.name);
    }

    /** A new database with the roles and their empty schemas, before the first migration. */
    public static TestDatabase unmigrated(String name) {
        TestDatabase database = empty(name);
        database.runRoles();
        return database;
    }

    /** As {@link #unmigrated(String)}, on a server of the test's own. */
    public static TestDatabase unmigrated(PostgresServer server, String name) {
        TestDatabase database = create(server, name, "template0");
        database.runRoles();
        return database;
    }

    /** A new database with nothing in it; the logins exist, as they belong to the server. */
    public static TestDatabase empty(String name) {
        Server.ensureLogins();
        return create(name, "template0");
    }

    private static TestDatabase create(String name, String template) {
        return create(Server.POSTGRES, name, template);
    }

    private static TestDatabase create(PostgresServer server, String name, String template) {
        String unique = name + "_" + COUNT.incrementAndGet();
        onServer(server, "create database " + unique + " template " + template);
        return new TestDatabase(server, unique);
    }

    public String name() {
        return name;
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }

    /** JDBC URL without user and password, for this and other processes. */
    public String url() {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + name;
    }

    public String superuser() {
        return server.superuser();
    }

    /** The password of a login: of the superuser or of one of the constants of this class. */
    public String password(String user) {
        return user.equals(superuser()) ? server.superuserPassword() : Server.password(user);
    }

    public Connection asSuperuser() {
        return as(superuser());
    }

    /** A superuser's session in which no trigger fires and no foreign key is looked at: rows as no login can make them. */
    public Connection pastTriggers() {
        try {
            Connection connection = asSuperuser();
            Sql.execute(connection, "set session_replication_role = replica");
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes every run with what belongs to it, for a test that begins anew. */
    public void forgetRuns() throws SQLException {
        try (Connection connection = asSuperuser()) {
            Sql.execute(connection, "delete from silversmith.transformation_run");
        }
    }

    public Connection asApp() {
        return as(APP);
    }

    public Connection asWarehouse() {
        return as(WAREHOUSE);
    }

    public Connection asMigrate() {
        return as(MIGRATE);
    }

    /** A new session of this login, in autocommit. */
    public Connection as(String user) {
        try {
            Connection connection = dataSource(user).getConnection();
            Sql.execute(connection, "set time zone '" + PostgresServer.TIME_ZONE + "'");
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException("no session of " + user + " in " + url(), e);
        }
    }

    /** Unpooled; one statement is one server-side parse, as in the product's warehouse pool. */
    public DataSource dataSource(String user) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url());
        source.setUser(user);
        source.setPassword(password(user));
        source.setPrepareThreshold(0);
        return source;
    }

    /** Runs {@code db/roles.sql} as the superuser and gives the logins their passwords. */
    public void runRoles() {
        try (Connection connection = asSuperuser()) {
            Sql.execute(connection, Files.readString(rolesFile()));
            for (String login : new String[] {APP, WAREHOUSE, MIGRATE}) {
                Sql.execute(connection, "alter role " + login + " password '" + Server.password(login) + "'");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Migrates as the migration login; answers how many migrations were applied. */
    public int migrate() {
        return SchemaMigration.migrate(url(), MIGRATE, password(MIGRATE));
    }

    /** Ends every session in the database and removes it; not needed for tidiness, the server goes with the JVM. */
    public void drop() {
        onServer(server, "drop database if exists " + name + " with (force)");
    }

    private static Path rolesFile() {
        return Path.of(System.getProperty("basedir", ""))
                .resolve("db/roles.sql")
                .toAbsolutePath();
    }

    private static void onServer(PostgresServer server, String sql) {
        try (Connection connection = new TestDatabase(server, "postgres").asSuperuser()) {
            Sql.execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server, started when first asked for. */
    private static final class Server {

        static final PostgresServer POSTGRES =
                ServiceLoader.load(PostgresServer.class).findFirst().orElseGet(EmbeddedPostgresServer::new);

        static String password(String login) {
            return login + "-test";
        }

        static void ensureLogins() {
            if (Template.DATABASE == null) {
                throw new IllegalStateException("the template was not made");
            }
        }
    }

    /** Migrated once; every fresh database is a copy of its files. */
    private static final class Template {

        static final TestDatabase DATABASE = make();

        private static TestDatabase make() {
            onServer(Server.POSTGRES, "create database " + TEMPLATE + " template template0");
            TestDatabase template = new TestDatabase(Server.POSTGRES, TEMPLATE);
            template.runRoles();
            template.migrate();
            return template;
        }
    }
}
