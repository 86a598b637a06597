package dev.silversmith.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.Sql;
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

/** The second person's pages as people use them. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalPagesIT {

    private static final String REASON = "rebuild after <b>a correction</b> of prices";

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
        for (String name : List.of("a", "b")) {
            warehouse.procedure(name, "other", name.equals("b") ? List.of("a") : List.of(), "");
            warehouse.catalogMore("    modes: {incremental: true, full: true, allowFullRefresh: true}\n");
        }
        warehouse.register();
    }

    @AfterEach
    void close() throws SQLException {
        visitor.close();
        warehouse.close();
    }

    /** A full run of {@code a}, on which {@code b} depends, asked for through the API with a password. */
    private JsonObject requestedBy(String user) {
        return new ApiClient(TestServer.baseUrl(), user)
                .run(
                        "{\"mode\": \"full\", \"select\": \"%s.a\", \"fullRefresh\": {\"confirmed\": true, \"reason\": \"%s\"}}"
                                .formatted(warehouse.schema(), REASON))
                .expect(201)
                .json();
    }

    private JsonObject now(JsonObject run) {
        return warehouse
                .operator()
                .get("/runs/" + run.getString("id"))
                .expect(200)
                .json();
    }

    private void visit(JsonObject run, String user) {
        page.navigate("/console/approval?id=" + run.getInt("number"));
        visitor.logIn(user, user, "**/console/approval?id=" + run.getInt("number"));
    }

    @Test
    void an_approver_finds_the_request_sees_what_it_means_and_approves_it() throws Exception {
        JsonObject run = requestedBy("operator");
        page.navigate("/console/approvals");
        visitor.logIn("approver", "approver", "**/console/approvals");
        Locator row =
                page.locator("#waiting tbody tr").filter(new Locator.FilterOptions().setHasText(warehouse.schema()));
        assertThat(row).containsText("operator");
        assertThat(row).containsText(REASON);
        visitor.link("Full refresh, run " + run.getInt("number")).click();
        page.waitForURL("**/console/approval?id=" + run.getInt("number"));

        assertThat(page.locator("#facts")).containsText(REASON);
        assertThat(page.locator("#impact tbody tr")).hasCount(1);
        assertThat(page.locator("#impact")).containsText("never");
        assertThat(page.locator("#dependants")).hasText(warehouse.schema() + ".b");
        assertThat(warehouse.calls()).isZero();
        visitor.button("Approve").click();
        page.waitForURL("**said=approve");

        assertThat(page.locator("#said")).hasText("You have approved it.");
        assertThat(page.locator("#facts")).containsText("approved by approver");
        assertThat(page.locator("#decision")).hasCount(0);
        JsonObject done = warehouse.operator().awaitEnd(run.getString("id"));
        assertThat(done.getString("status")).isEqualTo("succeeded");
        assertThat(warehouse.calls()).isOne();
        page.navigate("/console/run?id=" + run.getInt("number"));
        assertThat(page.locator("#approval")).containsText("approved by approver");
        page.navigate("/console/approvals");
        assertThat(page.locator("#settled tbody tr").filter(new Locator.FilterOptions().setHasText(warehouse.schema())))
                .containsText("approver");
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void a_rejection_needs_a_reason_and_shows_it() {
        JsonObject run = requestedBy("operator");
        visit(run, "approver");

        page.getByLabel("Reason").fill("no");
        visitor.button("Reject").click();
        assertThat(page.locator("#problem"))
                .hasText("Say why, so that the requester can act (at least 10 characters).");
        assertThat(page.getByLabel("Reason")).hasValue("no");
        assertThat(now(run).getString("status")).isEqualTo("pending_approval");
        page.getByLabel("Reason").fill("not before <the> month has ended");
        visitor.button("Reject").click();
        page.waitForURL("**said=reject");

        assertThat(page.locator("#facts")).containsText("rejected by approver");
        assertThat(page.locator("#facts")).containsText("not before <the> month has ended");
        assertThat(now(run).getString("status")).isEqualTo("rejected");
        assertThat(visitor.complaints()).isEmpty();
    }

    /** The request came with a password through the API, the decision would come with a session of the console. */
    @Test
    void whoever_asked_has_no_buttons_after_another_way_to_log_in_either_and_a_forged_one_does_nothing() {
        JsonObject run = requestedBy("admin");
        visit(run, "admin");

        assertThat(page.locator("#own")).hasText("You asked for this full refresh, so somebody else has to decide.");
        assertThat(visitor.button("Approve")).hasCount(0);
        assertThat(visitor.button("Reject")).hasCount(0);
        assertThat(visitor.button("Withdraw")).hasCount(1);
        page.evaluate("""
                () => {
                  const form = document.getElementById('decision');
                  for (const [name, value] of [['decision:approve', 'Approve'], ['decision:reason', 'I may do that']]) {
                    const field = document.createElement('input');
                    field.name = name;
                    field.value = value;
                    form.append(field);
                  }
                  form.submit();
                }""");
        page.waitForLoadState();

        assertThat(page.locator("#own")).isVisible();
        assertThat(now(run).getString("status")).isEqualTo("pending_approval");
        assertThat(now(run).getJsonObject("approval").isNull("decision")).isTrue();
        visitor.button("Withdraw").click();
        page.waitForURL("**said=withdraw");
        assertThat(now(run).getString("status")).isEqualTo("cancelled");
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void viewers_see_the_request_and_can_do_nothing() {
        JsonObject run = requestedBy("operator");
        visit(run, "viewer");

        assertThat(page.locator("#others")).hasText("Users with the role approver decide on it.");
        assertThat(page.locator("main button, main input[type=submit], main textarea"))
                .hasCount(0);
    }

    @Test
    void who_comes_second_is_told_what_was_decided() {
        JsonObject run = requestedBy("operator");
        visit(run, "approver");
        new ApiClient(TestServer.baseUrl(), "approver2")
                .post("/runs/" + run.getString("id") + "/approval", "{\"decision\": \"approve\"}")
                .expect(200);

        visitor.button("Approve").click();
        page.waitForLoadState();

        assertThat(page.locator("#facts")).containsText("approved by approver2");
        assertThat(page.locator("h1")).hasText("Full refresh, run " + run.getInt("number"));
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void what_has_changed_since_the_request_is_told_and_no_approval_is_offered() throws Exception {
        JsonObject run = requestedBy("operator");
        warehouse.sql("create or replace procedure $s.a() language sql as 'select 1'");
        visit(run, "approver");

        assertThat(page.locator("#changes")).containsText(warehouse.schema() + ".a");
        assertThat(visitor.button("Approve")).hasCount(0);
        assertThat(visitor.button("Reject")).hasCount(1);
    }

    /** A form that nobody gave out, as of another site, has no state of a view and does nothing. */
    @Test
    void a_form_from_elsewhere_does_nothing() {
        JsonObject run = requestedBy("operator");
        visit(run, "approver");

        var answer = page.request()
                .post(
                        "/console/approval?id=" + run.getInt("number"),
                        RequestOptions.create()
                                .setForm(FormData.create()
                                        .set("decision_SUBMIT", "1")
                                        .set("id", run.getInt("number"))
                                        .set("plan", run.getString("planFingerprint"))
                                        .set("decision:approve", "Approve")));

        assertThat(answer.status()).isLessThan(500);
        assertThat(now(run).getString("status")).isEqualTo("pending_approval");
    }

    @Test
    void a_page_whose_session_is_gone_begins_anew_and_decides_nothing() {
        JsonObject run = requestedBy("operator");
        visit(run, "approver");
        page.context().clearCookies(new BrowserContext.ClearCookiesOptions().setName("JSESSIONID"));

        visitor.button("Approve").click();
        page.waitForLoadState();

        assertThat(page.locator("#said")).hasText("Nothing was done, for the page was too old. Here it is anew.");
        assertThat(now(run).getString("status")).isEqualTo("pending_approval");
    }

    @Test
    void a_run_that_needs_nobody_or_does_not_exist_is_not_found() {
        JsonObject plain = warehouse.run("");
        page.navigate("/console/approvals");
        visitor.logIn("viewer", "viewer", "**/console/approvals");

        for (String id : List.of(Integer.toString(plain.getInt("number")), "999999999", "x")) {
            assertThat(page.navigate("/console/approval?id=" + id).status()).isEqualTo(404);
            assertThat(page.navigate("/console/reset?id=" + (id.length() > 3 ? id : "x"))
                            .status())
                    .isEqualTo(404);
        }
        assertThat(page.navigate("/console/approval").status()).isEqualTo(404);
    }

    @Test
    void the_reset_of_a_watermark_is_decided_on_a_page_of_its_own() throws Exception {
        warehouse.sql("create procedure $s.load(inout p_end bigint) language sql as $$ select p_end + 7 $$");
        warehouse.entry("load", "other", List.of(), """
                            parameters:
                              p_end: {type: bigint, from: watermark.lower}
                            watermark: {type: bigint, initial: 0, out: p_end}
                        """).register();
        warehouse.run("");
        JsonObject reset = warehouse
                .operator()
                .put(
                        "/watermarks/" + warehouse.schema() + ".load",
                        "application/json",
                        "{\"value\": null, \"reason\": \"load everything again\"}")
                .json();
        page.navigate("/console/reset?id=" + reset.getInt("number"));
        visitor.logIn("approver", "approver", "**/console/reset?id=*");

        assertThat(page.locator("#facts")).containsText("load everything again");
        assertThat(page.locator("#facts")).containsText("nowhere");
        visitor.button("Approve").click();
        page.waitForURL("**said=approve");

        assertThat(page.locator("#facts")).containsText("approved by approver");
        assertThat(Sql.list(
                        warehouse.connection(),
                        String.class,
                        "select coalesce(value, 'nowhere') from silversmith.v_watermark where procedure = ?",
                        warehouse.schema() + ".load"))
                .containsExactly("nowhere");
        assertThat(visitor.complaints()).isEmpty();
    }
}
