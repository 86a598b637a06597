package dev.silversmith.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A run and its steps as an operator looks at them, cancels and resumes. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunPagesIT {

    private static final String HOSTILE = "\"a<b>&'c Ж\"";

    private LocalBrowser browser;
    private Visitor visitor;
    private Page page;
    private TestWarehouse warehouse;

    @BeforeAll
    void start() {
        Optional<Path> executable = LocalBrowser.executable();
        Assumptions.assumeTrue(executable.isPresent(), "there is no chromium or google-chrome on the PATH");
        browser = LocalBrowser.start(executable.orElseThrow());
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws SQLException {
        visitor = browser.visitor(TestServer.baseUrl());
        page = visitor.page();
        warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    @AfterEach
    void close() throws SQLException {
        visitor.close();
        warehouse.close();
    }

    /** {@code good} succeeds, {@code load} fails because {@code source} is not there, and a step with a hostile name waits for it. */
    private JsonObject failedRun() throws SQLException {
        warehouse
                .procedure("good", "other", List.of(), "")
                .procedure("load", "other", List.of(), "raise warning 'no <i>source</i>'; perform from $s.source;")
                .sql("create procedure $s." + HOSTILE + "() language sql as 'select 1'")
                .entry(HOSTILE.replace("'", "''"), "other", List.of("load"), "")
                .register();
        return warehouse.run("");
    }

    private int visit(JsonObject run, String user) {
        int number = run.getInt("number");
        page.navigate("/console/run?id=" + number);
        visitor.logIn(user, user, "**/console/run?id=" + number);
        return number;
    }

    private Locator dialog(String link) {
        visitor.link(link).click();
        return page.locator("dialog[open]");
    }

    private JsonObject ended(JsonObject run) {
        return warehouse.operator().awaitEnd(run.getString("id"));
    }

    @Test
    void from_the_list_of_runs_to_the_sql_error_of_a_failed_run_is_one_click() throws Exception {
        JsonObject run = failedRun();
        String number = Integer.toString(run.getInt("number"));
        page.navigate("/console/runs");
        visitor.logIn("viewer", "viewer", "**/console/runs");
        visitor.link(number).first().click();
        page.waitForURL("**/console/run?id=" + number);

        Locator failure = page.locator(".failures .failure");
        assertThat(failure).containsText("42P01 undefined_table");
        assertThat(failure).containsText("relation \"%s.source\" does not exist".formatted(warehouse.schema()));
        assertThat(failure).containsText("PL/pgSQL function %s.load() line".formatted(warehouse.schema()));
        assertThat(failure).containsText("blocks one step downstream");
        assertThat(failure).containsText("compare the database with the catalog");
        assertThat(page.locator("#resume")).hasCount(0);
        failure.getByText("Open error").click();
        page.waitForURL("**&tab=error");

        assertThat(page.locator("h1")).hasText(warehouse.schema() + ".load");
        assertThat(page.locator(".failures")).containsText("42P01 undefined_table");
        assertThat(page.locator("#advice")).isVisible();
        visitor.link("Dependencies").click();
        assertThat(page.locator("#downstream tbody tr")).hasCount(1);
        assertThat(page.locator("#downstream")).containsText(warehouse.schema() + "." + HOSTILE);
        visitor.link(warehouse.schema() + "." + HOSTILE).click();
        assertThat(page.locator("#why")).hasText("skipped because %s.load failed".formatted(warehouse.schema()));
        assertThat(page.locator("h1")).hasText(warehouse.schema() + "." + HOSTILE);
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void the_log_of_all_steps_is_searched_on_the_server_and_each_line_has_an_address() throws Exception {
        JsonObject run = failedRun();
        int number = visit(run, "viewer");
        visitor.link("Log").click();
        page.waitForURL("**view=log");
        assertThat(page.locator("#log li")).hasCount(1);
        assertThat(page.locator("#log")).containsText("no <i>source</i>");

        page.getByLabel("Text", new Page.GetByLabelOptions().setExact(true)).fill("NO <I>");
        visitor.button("Apply").click();
        page.waitForURL("**q=NO*");
        assertThat(page.locator("#log li")).hasCount(1);
        page.locator("#log .place").click();
        assertThat(page.locator("#log li:target")).containsText("no <i>source</i>");
        page.navigate("/console/run?id=%d&view=log&q=nothing+of+that+kind".formatted(number));
        assertThat(page.locator("#log li")).hasCount(0);
        assertThat(page.locator(".empty")).hasText("No line matches this filter.");

        assertThat(page.request().get("/api/v1/runs/%d/logs".formatted(number)).text())
                .contains(" warning %s.load #1 no <i>source</i>\n".formatted(warehouse.schema()));
        assertThat(page.navigate("/r/" + number).status()).isEqualTo(200);
        assertThat(page).hasURL(TestServer.baseUrl() + "/console/run?id=" + number);
        page.navigate("/s/%d/%s.load".formatted(number, warehouse.schema()));
        assertThat(page.locator("h1")).hasText(warehouse.schema() + ".load");
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void a_cancel_asks_first_with_the_focus_on_the_harmless_button() {
        JsonObject run = slowRun();
        visit(run, "operator");
        Locator question = dialog("Cancel…");
        assertThat(question).containsText("Cancel run %d?".formatted(run.getInt("number")));
        assertThat(question).containsText("One waiting step will not start. Finished steps stay.");
        assertThat(question.locator("a", new Locator.LocatorOptions().setHasText("Keep running")))
                .isFocused();
        page.keyboard().press("Escape");
        assertThat(question).hasCount(0);
        assertThat(page.locator("#cancel")).isFocused();
        assertThat(page.locator(".heading .status").first()).hasText("Running");

        dialog("Cancel…").locator("input[type=submit]").click();
        page.waitForURL("**said=cancel");

        assertThat(page.locator("#said")).containsText("Run %d is being cancelled".formatted(run.getInt("number")));
        assertThat(ended(run).getString("status")).isEqualTo("cancelled");
        assertThat(visitor.complaints()).isEmpty();
    }

    private JsonObject slowRun() {
        try {
            warehouse
                    .procedure("slow", "other", List.of(), "perform pg_sleep(60);")
                    .procedure("after", "other", List.of("slow"), "")
                    .register();
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
        return warehouse
                .operator()
                .run("{" + warehouse.select() + "}")
                .expect(201)
                .json();
    }

    @Test
    void without_scripts_the_questions_are_pages() {
        JsonObject run = slowRun();
        try (Visitor plain = browser.visitorWithoutScripts(TestServer.baseUrl())) {
            plain.page().navigate("/console/run?id=" + run.getInt("number"));
            plain.logIn("operator", "operator", "**/console/run?id=*");
            plain.link("Cancel…").click();
            plain.page().waitForURL("**/console/cancel?id=" + run.getInt("number"));
            plain.button("Cancel run").click();
            plain.page().waitForURL("**said=cancel");
        }
        assertThat(ended(run).getString("status")).isEqualTo("cancelled");
    }

    @Test
    void after_the_cure_a_resume_runs_what_failed_and_a_double_click_resumes_once() throws Exception {
        JsonObject run = failedRun();
        visit(run, "operator");
        warehouse.sql("create table $s.source (id int); grant select on $s.source to public");

        Locator question = dialog("Resume from failure (2 of 3 steps)");
        assertThat(question.locator("#again li")).hasCount(2);
        assertThat(question.locator("#again")).containsText(warehouse.schema() + "." + HOSTILE);
        assertThat(question).containsText("One step has succeeded and stays as it is");
        question.locator("input[type=submit]").dblclick();
        page.waitForURL("**said=resume");

        JsonObject done = ended(run);
        assertThat(done.getString("status")).isEqualTo("succeeded");
        assertThat(done.getString("resumedBy")).isEqualTo("operator");
        page.navigate("/console/step?run=%d&step=%s.load".formatted(run.getInt("number"), warehouse.schema()));
        page.locator(".menu > summary").click();
        assertThat(page.locator("#attempts li")).hasCount(2);
        page.locator("#attempts a").last().click();
        assertThat(page.locator(".failures")).containsText("42P01");
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void what_has_changed_since_is_listed_and_accepted_with_a_reason() throws Exception {
        JsonObject run = failedRun();
        visit(run, "operator");
        warehouse.sql("create or replace procedure $s.load() language sql as 'select 1'");

        Locator question = dialog("Resume from failure (2 of 3 steps)");
        assertThat(question.locator("#changes")).containsText(warehouse.schema() + ".load");
        assertThat(question.locator("input[type=submit]")).hasCount(1);
        question.getByLabel("Reason").fill("short");
        question.locator("input[type=submit]").click();
        page.waitForURL("**/console/resume");
        assertThat(page.locator("#problem")).containsText("at least 10 characters");
        assertThat(page.getByLabel("Reason")).hasValue("short");
        page.getByLabel("Reason").fill("the procedure was <corrected>");
        visitor.button("Resume anyway").click();
        page.waitForURL("**said=resume");

        assertThat(ended(run).getString("status")).isEqualTo("succeeded");
        assertThat(visitor.complaints()).isEmpty();
    }
}
