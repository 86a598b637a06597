package dev.silversmith.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pages that follow what happens. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveIT {

    private static final HasTextOptions LONG = new HasTextOptions().setTimeout(30_000);

    private LocalBrowser browser;
    private Visitor visitor;
    private Page page;

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
    void open() {
        visitor = browser.visitor(TestServer.baseUrl());
        page = visitor.page();
        page.setViewportSize(1280, 300);
    }

    @AfterEach
    void close() {
        visitor.close();
    }

    private static Gate gate(TestWarehouse warehouse, String name) throws Exception {
        return Gate.of(TestServer.database(), warehouse.schema() + name);
    }

    private static String pass(TestWarehouse warehouse, String name) {
        return Gate.pass(warehouse.schema() + name);
    }

    /** Watches a run that has just been started; from now on a reload would be noticed. */
    private void watch(String address) {
        page.navigate(address);
        visitor.logIn("viewer", "viewer", "**" + address.replace("?", "\\?"));
        assertThat(chip()).hasText("● Live");
        page.evaluate("window.sameDocument = true");
    }

    private Locator chip() {
        return page.locator("[data-live-chip]");
    }

    private Locator row(TestWarehouse warehouse, String procedure) {
        Locator name = visitor.link(warehouse.schema() + "." + procedure);
        return page.locator("#steps > tbody > tr:not(.detail)").filter(new Locator.FilterOptions().setHas(name));
    }

    private void assertSameDocument() {
        assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
        assertThat(visitor.complaints()).isEmpty();
    }

    private static JsonObject run(TestWarehouse warehouse) {
        return warehouse
                .operator()
                .run("{" + warehouse.select() + "}")
                .expect(201)
                .json();
    }

    @Test
    void a_run_goes_through_its_steps_before_the_eyes_of_a_visitor_without_a_reload() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
                Gate one = gate(warehouse, "one");
                Gate two = gate(warehouse, "two")) {
            warehouse.procedure("first", "other", List.of(), pass(warehouse, "one"));
            warehouse.procedure("fails", "other", List.of("first"), pass(warehouse, "two") + "raise exception 'boom';");
            warehouse.procedure("child", "other", List.of("fails"), "").register();
            watch("/console/run?view=steps&id=" + run(warehouse).getInt("number"));
            assertThat(chip()).hasAttribute("aria-pressed", "true");
            assertThat(row(warehouse, "first")).containsText("Running");
            assertThat(row(warehouse, "fails")).containsText("Pending");
            Locator link = row(warehouse, "fails").locator("a");
            link.focus();
            page.evaluate("window.scrollTo(0, 150)");

            one.open();
            assertThat(row(warehouse, "first")).containsText("Succeeded");
            assertThat(row(warehouse, "fails")).containsText("Running");
            assertThat(link).isFocused();
            assertThat(page.evaluate("window.scrollY")).isEqualTo(150);

            two.open();
            assertThat(row(warehouse, "fails")).containsText("Failed");
            assertThat(page.locator(".failures")).containsText("boom");
            assertThat(chip()).hasText("– Not live", LONG);
            assertThat(chip()).isDisabled();
            assertThat(page.locator(".heading .status").first()).hasText("Failed");
            assertThat(page).hasTitle(Pattern.compile("Failed: run .*"));
            assertThat(page.locator("#announce")).containsText("Failed: run");
            assertThat(link).isFocused();
            assertSameDocument();
        }
    }

    @Test
    void a_pause_holds_the_page_and_its_end_brings_the_log_lines_that_came_meanwhile() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
                Gate one = gate(warehouse, "one");
                Gate two = gate(warehouse, "two");
                Gate three = gate(warehouse, "three")) {
            warehouse
                    .procedure(
                            "talks",
                            "other",
                            List.of(),
                            pass(warehouse, "one") + "raise notice 'line <b>one</b>';" + pass(warehouse, "two")
                                    + "raise notice 'line two';" + pass(warehouse, "three"))
                    .register();
            JsonObject run = run(warehouse);
            watch("/console/step?run=%d&step=%s.talks&tab=log".formatted(run.getInt("number"), warehouse.schema()));
            Locator log = page.locator("ol.log");

            one.open();
            assertThat(log.locator("li")).hasText(new Pattern[] {Pattern.compile(".* UTC notice line <b>one</b>")});

            chip().click();
            assertThat(chip()).hasText("‖ Paused");
            assertThat(chip()).hasAttribute("aria-pressed", "false");
            two.open();
            three.awaitWaiting(1);
            assertThat(log.locator("li")).hasCount(1);

            chip().click();
            assertThat(log).containsText("line two");
            assertThat(log.locator("li")).hasCount(2);

            three.open();
            assertThat(chip()).hasText("– Not live", LONG);
            assertThat(log.locator("li")).hasCount(2);
            assertSameDocument();
        }
    }

    @Test
    void without_events_the_page_is_asked_for_every_few_seconds_and_a_log_out_elsewhere_is_told() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
                Gate one = gate(warehouse, "one")) {
            warehouse
                    .procedure("first", "other", List.of(), pass(warehouse, "one"))
                    .register();
            JsonObject run = run(warehouse);
            watch("/console/run?view=steps&id=" + run.getInt("number"));
            page.route("**/events?**", route -> route.fulfill(new Route.FulfillOptions().setStatus(204)));

            chip().click();
            chip().click();
            assertThat(chip()).hasText("◌ Every 5 seconds", LONG);

            page.context().clearCookies();
            assertThat(page.locator("[data-live-note]")).hasText("You are logged out. Log in", LONG);
            assertThat(chip()).isDisabled();
            one.open();
            warehouse.operator().awaitEnd(run.getString("id"));
        }
    }
}
