package dev.silversmith.boot;

import dev.silversmith.notify.WebhookAddress;
import dev.silversmith.notify.WebhookKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The product's settings, read once at the start.
 *
 * <p>Each {@link Setting} is written once: its key, what it controls, its unit, default and range. README's table is compared with
 * {@link #ALL} by a test.
 */
public final class Settings {

    public static final Setting DB_URL =
            Setting.text("SILVERSMITH_DB_URL", null, "JDBC URL of the database that holds the warehouse");
    public static final Setting DB_USER = Setting.text("SILVERSMITH_DB_USER", "silversmith_app", "control login");
    public static final Setting DB_PASSWORD =
            Setting.text("SILVERSMITH_DB_PASSWORD", "", "password of the control login");
    public static final Setting WAREHOUSE_USER =
            Setting.text("SILVERSMITH_WAREHOUSE_USER", "silversmith_warehouse", "warehouse login");
    public static final Setting WAREHOUSE_PASSWORD =
            Setting.text("SILVERSMITH_WAREHOUSE_PASSWORD", "", "password of the warehouse login");
    public static final Setting MIGRATION_USER =
            Setting.text("SILVERSMITH_MIGRATION_USER", "silversmith_migrate", "migration login");
    public static final Setting MIGRATION_PASSWORD =
            Setting.text("SILVERSMITH_MIGRATION_PASSWORD", "", "password of the migration login");
    public static final Setting MIGRATE = Setting.text(
            "SILVERSMITH_MIGRATE", "true", "`false`: the start only checks that the schema is this version's");
    public static final Setting HTTP_PORT = Setting.number("SILVERSMITH_HTTP_PORT", "9080", -1, 65535, "port of http");
    public static final Setting HTTPS_PORT =
            Setting.number("SILVERSMITH_HTTPS_PORT", "9443", -1, 65535, "port of https");
    public static final Setting HTTP_HOST = Setting.text("SILVERSMITH_HTTP_HOST", "*", "address to listen on");
    public static final Setting HTTP_PLAIN = Setting.text(
            "SILVERSMITH_HTTP_PLAIN",
            "false",
            "`true`: plain http is answered, not redirected to https (the demo, or behind a proxy)");
    public static final Setting REGISTRY = Setting.text(
            "SILVERSMITH_REGISTRY", null, "name of the user registry in use, set by its file in `configDropins`");
    public static final Setting SERVER_ID =
            Setting.text("SILVERSMITH_SERVER_ID", null, "unique name of this server; default: the host name");
    public static final Setting MAX_PARALLEL =
            Setting.number("SILVERSMITH_MAX_PARALLEL", "8", 1, 256, "most lanes of one run");
    public static final Setting MAX_LANES = Setting.number(
            "SILVERSMITH_MAX_LANES", "32", 1, 256, "most lanes of all runs on a server; size of the warehouse pool");
    public static final Setting LEASE_SECONDS = Setting.number(
            "SILVERSMITH_LEASE_SECONDS", "30", 5, 3600, "seconds after which a silent server is taken for dead");
    public static final Setting CANCEL_GRACE_SECONDS = Setting.number(
            "SILVERSMITH_CANCEL_GRACE_SECONDS",
            "20",
            1,
            3600,
            "seconds after which a cancelled statement's session is ended");
    public static final Setting STOP_SECONDS = Setting.number(
            "SILVERSMITH_STOP_SECONDS",
            "60",
            5,
            3600,
            "seconds within which a server that is stopped ends, whatever the database does");
    public static final Setting MAX_RECOVERIES = Setting.number(
            "SILVERSMITH_MAX_RECOVERIES",
            "3",
            0,
            100,
            "how often a step may lose its server and be tried again in the same run; the next loss fails it");
    public static final Setting NOTICE_LINES =
            Setting.number("SILVERSMITH_NOTICE_LINES", "10000", 0, 1_000_000, "messages kept per step");
    public static final Setting LOG_RETENTION_MONTHS =
            Setting.number("SILVERSMITH_LOG_RETENTION_MONTHS", "12", 1, 1200, "months for which step logs are kept");
    public static final Setting RUN_RETENTION_DAYS = Setting.number(
            "SILVERSMITH_RUN_RETENTION_DAYS",
            "400",
            1,
            36500,
            "days for which runs are kept after their end, with steps and events; the audit trail and each procedure's last success stay");
    public static final Setting LOG_FORMAT = Setting.text(
            "SILVERSMITH_LOG_FORMAT",
            "simple",
            "form of the server's log: `simple` to be read by people, or `json`, one object a line; the image has `json`");
    public static final Setting APPROVAL_EXPIRY_HOURS = Setting.number(
            "SILVERSMITH_APPROVAL_EXPIRY_HOURS",
            "72",
            1,
            8760,
            "hours after which a request for a full refresh expires undecided, and an approval unused");
    public static final Setting WATERMARK_RESET_HOURS = Setting.number(
            "SILVERSMITH_WATERMARK_RESET_HOURS",
            "24",
            0,
            87600,
            "hours by which a timestamptz watermark may be set back without an approval; 0: every step back needs one");
    public static final Setting WEBHOOK_URL = Setting.text(
            "SILVERSMITH_WEBHOOK_URL",
            null,
            "where failed runs and wanted approvals are told, https; without it nowhere");
    public static final Setting WEBHOOK_SECRET = Setting.text(
            "SILVERSMITH_WEBHOOK_SECRET",
            "",
            "what these messages are signed with: at least 32 characters, or `whsec_` and Base64");
    public static final Setting METRICS_ANONYMOUS = Setting.text(
            "SILVERSMITH_METRICS_ANONYMOUS", "false", "`true`: `/metrics` asks nobody for user and password");
    public static final Setting ENVIRONMENT = Setting.text(
            "SILVERSMITH_ENVIRONMENT",
            null,
            "name of this environment, shown on every page of the console, for example `PROD`");
    public static final Setting DEMO = Setting.text(
            "SILVERSMITH_DEMO", "false", "`true`: the log-in page shows the demo's sample users and their passwords");

    /** Every setting, in the order of the README. */
    public static final List<Setting> ALL = List.of(
            DB_URL,
            DB_USER,
            DB_PASSWORD,
            WAREHOUSE_USER,
            WAREHOUSE_PASSWORD,
            MIGRATION_USER,
            MIGRATION_PASSWORD,
            MIGRATE,
            HTTP_PORT,
            HTTPS_PORT,
            HTTP_HOST,
            HTTP_PLAIN,
            REGISTRY,
            SERVER_ID,
            MAX_PARALLEL,
            MAX_LANES,
            LEASE_SECONDS,
            CANCEL_GRACE_SECONDS,
            STOP_SECONDS,
            MAX_RECOVERIES,
            NOTICE_LINES,
            LOG_RETENTION_MONTHS,
            RUN_RETENTION_DAYS,
            LOG_FORMAT,
            APPROVAL_EXPIRY_HOURS,
            WATERMARK_RESET_HOURS,
            WEBHOOK_URL,
            WEBHOOK_SECRET,
            METRICS_ANONYMOUS,
            ENVIRONMENT,
            DEMO);

    private final Function<String, Optional<String>> source;

    /**
     * Reads and checks every setting.
     *
     * @param source where values come from, by key; a blank value counts as none
     * @throws IllegalArgumentException naming every key whose value is missing or bad, and what would be right
     */
    public Settings(Function<String, Optional<String>> source) {
        this.source = key -> source.apply(key).map(String::strip).filter(value -> !value.isEmpty());
        List<String> problems = new ArrayList<>();
        ALL.forEach(setting -> setting.check(this.source.apply(setting.key())).ifPresent(problems::add));
        check(problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private void check(List<String> problems) {
        Optional<String> url = source.apply(DB_URL.key());
        if (url.isEmpty()) {
            problems.add(DB_URL.key() + " is not set: give the JDBC URL of the database that holds the warehouse,"
                    + " for example jdbc:postgresql://localhost:5432/warehouse");
        } else if (!url.get().startsWith("jdbc:postgresql:")) {
            problems.add(DB_URL.key() + " must begin with jdbc:postgresql:");
        }
        if (source.apply(REGISTRY.key()).isEmpty()) {
            problems.add("there is no user registry: copy one of the templates in liberty/templates"
                    + " (users file, LDAP or OpenID Connect) to the server's configDropins/overrides and fill it in");
        }
        for (Setting flag : List.of(MIGRATE, HTTP_PLAIN, METRICS_ANONYMOUS, DEMO)) {
            source.apply(flag.key())
                    .filter(value -> !value.equals("true") && !value.equals("false"))
                    .ifPresent(
                            value -> problems.add("%s must be true or false, not '%s'".formatted(flag.key(), value)));
        }
        source.apply(LOG_FORMAT.key())
                .filter(value -> !value.equals("simple") && !value.equals("json"))
                .ifPresent(value ->
                        problems.add("%s must be simple or json, not '%s'".formatted(LOG_FORMAT.key(), value)));
        checkWebhook(problems);
    }

    /** Neither value is said: an address may hold a secret, too. */
    private void checkWebhook(List<String> problems) {
        Optional<String> secret = source.apply(WEBHOOK_SECRET.key());
        source.apply(WEBHOOK_URL.key()).ifPresent(url -> {
            check(WEBHOOK_URL, url, WebhookAddress::parse, problems);
            if (secret.isEmpty()) {
                problems.add("%s is not set: messages to %s must be signed"
                        .formatted(WEBHOOK_SECRET.key(), WEBHOOK_URL.key()));
            }
        });
        secret.ifPresent(text -> check(WEBHOOK_SECRET, text, WebhookKey::parse, problems));
    }

    private static void check(Setting setting, String value, Consumer<String> reader, List<String> problems) {
        try {
            reader.accept(value);
        } catch (IllegalArgumentException wrong) {
            problems.add(setting.key() + " " + wrong.getMessage());
        }
    }

    /** The value or the default; empty where neither exists. */
    public Optional<String> text(Setting setting) {
        return source.apply(setting.key()).or(() -> Optional.ofNullable(setting.defaultValue()));
    }

    /** The value of a number setting, within its range. */
    public int number(Setting setting) {
        return Integer.parseInt(text(setting).orElseThrow());
    }

    public boolean flag(Setting setting) {
        return Boolean.parseBoolean(text(setting).orElseThrow());
    }
}
