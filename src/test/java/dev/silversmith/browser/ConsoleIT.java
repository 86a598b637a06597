package dev.silversmith.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The console as a person uses it. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {

    private static final Logger LOG = Logger.getLogger(ConsoleIT.class.getName());

    private static final String NO_BROWSER =
            "The browser tests are SKIPPED: there is no chromium or google-chrome on the PATH";
    private static final String HOSTILE = "\"Load <script>alert(1)</script> & 'x' 😀\"";

    private LocalBrowser browser;
    private Visitor visitor;
    private Page page;

    @BeforeAll
    void start() {
        Optional<Path> executable = LocalBrowser.executable();
        if (executable.isEmpty()) {
            LOG.warning(NO_BROWSER);
        }
        Assumptions.assumeTrue(executable.isPresent(), NO_BROWSER);
        browser = LocalBrowser.start(executable.orElseThrow());
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        visitor = browser.visitor(TestServer.baseUrl());
        page = visitor.page();
    }

    @AfterEach
    void close() {
        visitor.close();
    }

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    @Test
    void a_wrong_password_is_told_and_the_right_one_leads_to_the_page_that_was_asked_for() {
        page.navigate("/console/runs?status=failed");
        assertThat(page).hasURL(TestServer.baseUrl() + "/login");
        assertThat(page.getByLabel("User")).isFocused();
        assertThat(page.getByText("This is the demo")).hasCount(0);

        visitor.logIn("viewer", "wrong", "**/login?failed=true");
        assertThat(page.locator("[role=alert]")).hasText("User or password is wrong.");

        visitor.logIn("viewer", "viewer", "**/console/runs?status=failed");
        assertThat(page.locator("input[name=status][value=failed]")).isChecked();
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void a_viewer_finds_what_failed_and_logs_out() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject run = failedRun(warehouse);
            String number = Integer.toString(run.getInt("number"));
            page.navigate("/");
            visitor.logIn("viewer", "viewer", "**/console/home");

            Locator row = page.locator("#recent tbody tr")
                    .filter(new Locator.FilterOptions()
                            .setHas(page.getByText(number, new Page.GetByTextOptions().setExact(true))));
            assertThat(row).containsText("1 succeeded, 1 failed, 1 skipped");
            assertThat(row).containsText("operator");
            visitor.link(number).first().click();
            page.waitForURL("**/console/run?id=" + number);

            assertThat(page).hasTitle("Failed: run %s – Silversmith".formatted(number));
            Locator failure = page.locator(".failures .failure");
            assertThat(failure).hasCount(1);
            assertThat(failure).containsText("22012");
            assertThat(failure).containsText("boom </pre><script>alert(2)</script>");
            assertThat(failure).containsText("the detail");
            assertThat(page.locator("#steps tbody tr")).hasCount(3);
            assertThat(page.locator("#steps")).containsText("skipped because " + warehouse.schema() + "." + HOSTILE);

            visitor.link(warehouse.schema() + "." + HOSTILE).last().click();
            page.waitForURL("**/console/step?run=*");
            assertThat(page.locator("main")).containsText("the <b>hint</b>");
            visitor.link("SQL").click();
            assertThat(page.locator("#sql")).containsText("Load <script>alert(1)</script> & 'x' 😀");
            visitor.link("Log").click();
            assertThat(page.locator("#log")).containsText("about to <i>fail</i>");

            visitor.button("Log out").click();
            page.waitForURL("**/login?out=true");
            assertThat(page.locator("[role=status]")).hasText("You are logged out.");
            page.navigate("/console/run?id=" + number);
            assertThat(page).hasURL(TestServer.baseUrl() + "/login");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void a_step_shows_how_its_watermark_moved_and_what_it_reported() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("create procedure $s.load(inout p_end bigint, out p_rows bigint) language sql as $$"
                    + " select p_end + 7, 12345::bigint $$");
            warehouse.entry("load", "other", List.of(), """
                                parameters:
                                  p_end: {type: bigint, from: watermark.lower}
                                watermark: {type: bigint, initial: 0, out: p_end}
                                rows: {out: p_rows}
                            """).register();
            warehouse.run("");
            int number = warehouse.run("").getInt("number");
            page.navigate("/console/run?view=steps&id=" + number);
            visitor.logIn("viewer", "viewer", "**/console/run?view=steps&id=" + number);

            visitor.link(warehouse.schema() + ".load").last().click();
            visitor.link("Rows").click();

            assertThat(page.locator("#watermark")).hasText("7 → 14");
            assertThat(page.locator("main")).containsText("Rows reported");
            assertThat(page.locator("main")).containsText("12,345");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void a_step_that_waits_for_a_lock_says_who_holds_it() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection holder = TestServer.database().asSuperuser()) {
            warehouse.procedure("waits", "other", List.of(), "").register();
            int pid = Sql.one(holder, Integer.class, "select pg_backend_pid()");
            holder.setAutoCommit(false);
            Sql.execute(holder, "lock table %s.ledger /* <b>me</b> */".formatted(warehouse.schema()));
            JsonObject run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();
            Awaitility.await()
                    .until(() -> warehouse.steps(run).get("waits"), found -> found.get("blockedBy") != JsonValue.NULL);

            page.navigate("/console/step?run=%d&step=%s.waits".formatted(run.getInt("number"), warehouse.schema()));
            visitor.logIn("viewer", "viewer", "**/console/step?**");

            Locator blocker = page.locator("#blocker");
            assertThat(blocker)
                    .containsText("Session %d of user %s holds the lock."
                            .formatted(pid, TestServer.database().superuser()));
            assertThat(blocker).containsText("Waiting since");
            assertThat(blocker.locator("pre"))
                    .hasText("lock table %s.ledger /* <b>me</b> */".formatted(warehouse.schema()));

            holder.rollback();
            warehouse.operator().awaitEnd(run.getString("id"));
            page.reload();
            assertThat(page.locator("#facts")).isVisible();
            assertThat(blocker).hasCount(0);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private static JsonObject failedRun(TestWarehouse warehouse) throws Exception {
        warehouse.procedure("good", "dimension", List.of(), "");
        warehouse
                .sql("create procedure $s." + HOSTILE + "() language plpgsql as $body$\nbegin\n"
                        + "  raise notice 'about to <i>fail</i>';\n"
                        + "  raise exception 'boom </pre><script>alert(2)</script>' using errcode = '22012',"
                        + " detail = 'the detail', hint = 'the <b>hint</b>';\nend\n$body$")
                .entry(HOSTILE.replace("'", "''"), "dimension", List.of(), "");
        warehouse
                .procedure("child", "fact", List.of(HOSTILE.replace("'", "''")), "")
                .register();
        return warehouse.run("");
    }

    @Test
    void a_run_that_does_not_exist_is_not_found() {
        page.navigate("/console/");
        visitor.logIn("viewer", "viewer", "**/console/home");

        Response answer = page.navigate("/console/run?id=%3Cscript%3Ealert(1)%3C/script%3E");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(page.locator("h1")).hasText("There is no such page");
    }

    @Test
    void a_user_without_a_role_sees_nothing() {
        page.navigate("/console/runs");

        visitor.logIn("nobody", "nobody", "**/console/runs");

        assertThat(page.locator("h1")).hasText("There is no such page");
    }
}
