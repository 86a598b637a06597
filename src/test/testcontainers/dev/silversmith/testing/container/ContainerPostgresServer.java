package dev.silversmith.testing.container;

import dev.silversmith.testing.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** PostgreSQL in a container of the image {@code silversmith.test.postgres.image}; the container goes with the JVM. */
public final class ContainerPostgresServer implements PostgresServer {

    private static final String IMAGE = "postgres:15";
    private static final String SUPERUSER = "postgres";

    private final PostgreSQLContainer container;

    public ContainerPostgresServer() {
        DockerImageName image = DockerImageName.parse(System.getProperty("silversmith.test.postgres.image", IMAGE))
                .asCompatibleSubstituteFor("postgres");
        container = new PostgreSQLContainer(image)
                .withDatabaseName("postgres")
                .withUsername(SUPERUSER)
                .withPassword(SUPERUSER)
                .withCommand(command());
        container.start();
    }

    private static String[] command() {
        List<String> words = new ArrayList<>(List.of("postgres"));
        SETTINGS.forEach((name, value) -> words.addAll(List.of("-c", name + "=" + value)));
        return words.toArray(String[]::new);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
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
