package dev.silversmith.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.RequestOptions;
import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A run is requested on a page, by mouse and by keyboard. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaunchIT {

    private static final Pattern CURL =
            Pattern.compile("Idempotency-Key: ([^']+)' --data-raw '(.*)' 'http", Pattern.DOTALL);

    private LocalBrowser browser;
    private Visitor visitor;
    private Page page;
    private TestWarehouse warehouse;
    private String s;

    @BeforeAll
    void start() {
        browser = LocalBrowser.orSkip();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    /** a → b → c; c takes a day. */
    @BeforeEach
    void open() throws Exception {
        visitor = browser.visitor(TestServer.baseUrl());
        page = visitor.page();
        warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        s = warehouse.schema();
        String full = "    modes: {incremental: true, full: true, allowFullRefresh: true}\n";
        warehouse.procedure("a", "other", List.of(), "").catalogMore(full);
        warehouse.procedure("b", "other", List.of("a"), "").catalogMore(full);
        warehouse
                .sql("create procedure $s.c(p_day date) language sql as 'select 1'")
                .entry("c", "other", List.of("b"), full);
        warehouse.catalogMore("    parameters: {p_day: {type: date, value: '2026-01-01'}}\n");
        warehouse.register();
    }

    @AfterEach
    void close() throws Exception {
        assertThat(visitor.complaints()).isEmpty();
        visitor.close();
        warehouse.close();
    }

    private void visit(String query, String user) {
        page.navigate("/console/launch" + query);
        visitor.logIn(user, user, "**/console/launch**");
    }

    private String selecting(String expression) {
        return "?select=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    private Locator box(String name) {
        return page.locator("[id='keep.%s.%s']".formatted(s, name));
    }

    private int runs() {
        return warehouse
                .operator()
                .get("/runs?procedure=" + s + ".a")
                .expect(200)
                .items()
                .size();
    }

    @Test
    void an_error_is_shown_at_its_place_cured_by_its_link_a_procedure_is_unticked_and_the_rest_is_launched()
            throws Exception {
        visit("", "operator");
        page.locator("#select").fill(s + ".* " + s + ".bb");

        assertThat(page.locator("#select-problem")).containsText("No procedure '" + s + ".bb'.");
        assertThat(page.locator("#select-problem mark")).hasText(s + ".bb");
        assertThat(page.locator("#select")).hasAttribute("aria-invalid", "true");
        page.locator("#select-problem a.cure").click();
        assertThat(page.locator("#headline")).containsText("3 procedures");
        assertThat(page.locator("#select-problem")).isEmpty();
        assertThat(page.locator("#plan")).containsText("never run");

        box("a").uncheck();
        assertThat(page.locator("#exclude")).hasValue(s + ".a");
        assertThat(page.locator("#headline")).containsText("2 procedures");
        assertThat(page.locator(".warning"))
                .hasText(s + ".b reads " + s + ".a, which is left out; it will use existing data.");
        box("a").check();
        assertThat(page.locator("#exclude")).hasValue("");
        box("c").uncheck();
        assertThat(page.locator("#headline")).containsText("2 procedures");
        visitor.button("Launch").click();
        page.waitForURL("**/console/run?id=*&said=requested");

        JsonObject run = warehouse
                .operator()
                .get("/runs?procedure=" + s + ".a")
                .expect(200)
                .items()
                .getJsonObject(0);
        assertThat(run.getString("trigger")).isEqualTo("console");
        assertThat(run.getString("exclude")).isEqualTo(s + ".c");
        warehouse.operator().awaitEnd(run.getString("id"));
        assertThat(warehouse.ledger()).containsExactly("a", "b");
    }

    @Test
    void a_double_click_and_a_form_that_is_sent_again_start_one_run() {
        visit(selecting(s + ".a"), "operator");
        Request[] sent = new Request[1];
        page.onRequest(request -> {
            if (request.method().equals("POST")) {
                sent[0] = request;
            }
        });
        page.locator("[id='launch:run']").dblclick();
        page.waitForURL("**/console/run?id=*");

        var again = page.context()
                .request()
                .post(
                        sent[0].url(),
                        RequestOptions.create()
                                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                                .setData(sent[0].postData())
                                .setMaxRedirects(0));

        assertThat(again.headers().get("location")).contains("/console/run?").contains("said=accepted");
        assertThat(runs()).isOne();
    }

    @Test
    void a_run_is_launched_with_tab_enter_and_space_only_from_the_log_in_page_on() {
        page.navigate("/console/launch");
        tabTo("#j_username, [name='j_username']");
        page.keyboard().type("operator");
        page.keyboard().press("Tab");
        page.keyboard().type("operator");
        page.keyboard().press("Enter");
        page.waitForURL("**/console/launch");
        tabTo("#select");
        page.keyboard().type(s + ".*");
        assertThat(page.locator("#headline")).containsText("3 procedures");
        tabTo("[id='keep.%s.c']".formatted(s));
        page.keyboard().press("Space");
        assertThat(page.locator("#exclude")).hasValue(s + ".c");
        assertThat(box("c")).isFocused();
        tabTo("[id='launch:run']");
        page.keyboard().press("Enter");

        page.waitForURL("**/console/run?id=*&said=requested");
        assertThat(runs()).isOne();
    }

    private void tabTo(String selector) {
        for (int i = 0; i < 120; i++) {
            if ((boolean) page.evaluate("selector => document.activeElement.matches(selector)", selector)) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("no Tab leads to " + selector);
    }

    @Test
    void a_full_refresh_needs_a_reason_and_a_confirmation_and_leads_to_its_approval() {
        visit(selecting(s + ".a"), "operator");
        page.getByLabel("Full refresh", new Page.GetByLabelOptions().setExact(true))
                .check();
        assertThat(page.locator("#fullNotice")).isVisible();
        assertThat(page.locator("#headline")).containsText("1 procedure");
        visitor.button("Request approval").click();
        assertThat(page.locator("#summary")).containsText("at least 10 characters");
        assertThat(page.locator("#confirmed-problem")).not().isEmpty();
        page.locator("#reason").fill("a correction of <b>prices</b>");
        page.locator("#confirmed").check();
        visitor.button("Request approval").click();

        page.waitForURL("**/console/approval?id=*&said=requested");
        assertThat(page.locator("#facts")).containsText("a correction of <b>prices</b>");
    }

    @Test
    void an_engineer_launches_but_not_a_full_refresh_and_a_viewer_finds_no_page() {
        visit(selecting(s + ".a"), "engineer");
        assertThat(page.locator("#noFull")).isVisible();
        assertThat(page.locator("#mode-full")).hasCount(0);
        visitor.button("Launch").click();
        page.waitForURL("**/console/run?id=*");
        assertThat(runs()).isOne();

        try (Visitor viewer = browser.visitor(TestServer.baseUrl())) {
            viewer.page().navigate("/console/runs");
            viewer.logIn("viewer", "viewer", "**/console/runs");
            assertThat(viewer.page().navigate("/console/launch").status()).isEqualTo(404);
        }
    }

    @Test
    void a_plan_that_changed_since_it_was_seen_starts_nothing_and_is_shown() throws Exception {
        visit(selecting(s + ".*"), "operator");
        assertThat(page.locator("#headline")).containsText("3 procedures");
        warehouse.procedure("returns", "other", List.of(), "").register();
        visitor.button("Launch").click();

        assertThat(page.locator("#changed"))
                .hasText("The plan changed since you previewed it: + %s.returns. Check it and launch again."
                        .formatted(s));
        assertThat(page.locator("#headline")).containsText("4 procedures");
        assertThat(runs()).isZero();
        visitor.button("Launch").click();
        page.waitForURL("**/console/run?id=*&said=requested");
        assertThat(runs()).isOne();
    }

    @Test
    void a_wrong_value_is_told_at_its_field_the_command_line_works_and_a_run_is_copied_with_its_values() {
        visit(selecting(s + ".c"), "operator");
        String field = "[id='p.%s.c.p_day']".formatted(s);
        page.locator("#parameters > summary").click();
        page.locator(field).fill("2026-13-01");
        assertThat(page.locator("#summary")).containsText("p_day: '2026-13-01' is not a date (YYYY-MM-DD)");
        page.locator(field).fill("2026-12-01");
        assertThat(page.locator("#summary")).hasCount(0);
        assertThat(page.locator("#curl")).containsText("2026-12-01");

        Matcher curl = CURL.matcher(page.locator("#curl").textContent());
        assertThat(curl.find()).isTrue();
        JsonObject run = new ApiClient(TestServer.baseUrl(), "operator")
                .run(curl.group(2), curl.group(1))
                .expect(201)
                .json();
        assertThat(Json.createReader(new StringReader(curl.group(2)))
                        .readObject()
                        .getString("select"))
                .isEqualTo(s + ".c");

        page.navigate("/console/launch?from=" + run.getInt("number"));
        assertThat(page.locator("#select")).hasValue(s + ".c");
        assertThat(page.locator(field)).hasValue("2026-12-01");
        page.navigate("/console/launch" + selecting(s + ".c") + "&maxParallel=1000");
        assertThat(page.locator("#maxParallel-problem")).containsText("whole number");
    }
}
