package dev.silversmith.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.silversmith.browser.RunListSample.Run;
import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Lists as addresses: filters, order, pages, the audit log; and the preferences that every page follows. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListsIT {

    private static final String HOSTILE = "\"a<b>&'c\"";
    private static final Pattern ROW = Pattern.compile("<tr data-live-key=\"run:(\\d+)\"");
    private static final int RUNS = 100;
    private static final int ROUNDS = 30;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private LocalBrowser browser;
    private Visitor visitor;
    private Page page;
    private TestWarehouse warehouse;
    private RunListSample sample;

    @BeforeAll
    void open() throws Exception {
        browser = LocalBrowser.orSkip();
        warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse
                .sql("create procedure $s." + HOSTILE + "() language sql as 'select 1'")
                .entry(HOSTILE.replace("'", "''"), "other", List.of(), "")
                .register();
        sample = new RunListSample(warehouse, random);
        sample.add(RUNS);
        visitor = browser.visitor(TestServer.baseUrl());
        page = visitor.page();
        page.navigate("/console/runs");
        visitor.logIn("admin", "admin", "**/console/runs");
    }

    @AfterAll
    void close() throws Exception {
        if (visitor != null) {
            visitor.close();
        }
        if (browser != null) {
            browser.close();
        }
        if (warehouse != null) {
            warehouse.close();
        }
    }

    private String own(String more) {
        return "/console/runs?requestedBy=" + encode(sample.user(), UTF_8) + more;
    }

    private List<Long> listed(String address) {
        var answer = page.request().get(TestServer.baseUrl() + address);
        assertThat(answer.status()).as(address).isEqualTo(200);
        return ROW.matcher(answer.text())
                .results()
                .map(row -> Long.valueOf(row.group(1)))
                .toList();
    }

    /** Every run once, in order, over all pages of random filters and orders. */
    @Test
    void pages_of_every_filter_and_order_hold_what_a_look_at_each_run_finds() {
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder address = new StringBuilder();
            Predicate<Run> wanted = filter(address);
            String sort = (random.nextBoolean() ? "-" : "")
                    + List.of("number", "status", "started", "duration", "rows").get(random.nextInt(5));
            List<Long> expected = sample.numbers(wanted, sort);
            address.append("&size=25&sort=").append(sort);
            List<Long> found = new ArrayList<>();
            for (int number = 1; number <= Math.max(1, (expected.size() + 24) / 25); number++) {
                found.addAll(listed(own(address + "&page=" + number)));
            }
            assertThat(found).as("%s, seed %d", address, seed).isEqualTo(expected);
        }
    }

    private Predicate<Run> filter(StringBuilder address) {
        Predicate<Run> wanted = run -> true;
        if (random.nextBoolean()) {
            Set<String> statuses = new HashSet<>(List.of("failed", random.nextBoolean() ? "succeeded" : "cancelled"));
            statuses.forEach(status -> address.append("&status=").append(status));
            wanted = wanted.and(run -> statuses.contains(run.status()));
        }
        if (random.nextInt(3) == 0) {
            address.append("&mode=full");
            wanted = wanted.and(run -> run.mode().equals("full"));
        }
        if (random.nextInt(3) == 0) {
            address.append("&trigger=schedule");
            wanted = wanted.and(run -> run.trigger().equals("schedule"));
        }
        if (random.nextInt(3) == 0) {
            Instant from = RunListSample.FIRST.plusSeconds(3600L * random.nextInt(200));
            address.append("&from=").append(from.toString(), 0, 16);
            wanted = wanted.and(run -> !run.at().isBefore(from));
        }
        return wanted;
    }

    @Test
    void a_page_beyond_the_end_is_the_last_one() {
        assertThat(listed(own("&size=25&page=99"))).isEqualTo(listed(own("&size=25&page=" + RUNS / 25)));
    }

    @Test
    void filters_order_and_page_are_the_address_and_survive_reload_and_the_back_button() {
        page.navigate(own("&size=25"));
        page.locator("input[name=status][value=failed]").check();
        page.locator("input[name=status][value=succeeded]").check();
        page.getByLabel("Mode").selectOption("incremental");
        page.locator("#apply").click();
        page.waitForURL("**status=succeeded**");
        assertThat(page.url())
                .contains("status=failed", "mode=incremental", "size=25")
                .doesNotContain("q=", "from=");
        assertThat(page.locator("#chips a")).hasCount(4);

        page.locator("th.head-started a").click();
        page.waitForURL("**sort=-started**");
        assertThat(page.locator("th.head-started")).hasAttribute("aria-sort", "descending");
        page.locator("#pages a[rel=next]").click();
        page.waitForURL("**page=2**");
        List<String> second = page.locator("#runs tbody td.number a").allTextContents();
        page.reload();
        assertThat(page.locator("#runs tbody td.number a").allTextContents()).isEqualTo(second);
        assertThat(page.locator("input[name=status][value=failed]")).isChecked();

        page.goBack();
        page.goBack();
        assertThat(page.locator("th.head-number")).hasAttribute("aria-sort", "descending");
        page.locator("#chips a")
                .filter(new Locator.FilterOptions().setHasText("Succeeded"))
                .click();
        page.waitForURL(url -> !url.contains("succeeded"));
        assertThat(page.locator("input[name=status][value=succeeded]")).not().isChecked();
        page.locator("#clear").click();
        page.waitForURL("**/console/runs");
        assertThat(page.locator("#chips")).hasCount(0);
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void what_makes_no_sense_is_said_in_words() {
        page.navigate("/console/runs?status=FOO&from=2026-11-16T00:00&to=2026-11-15T00:00");
        assertThat(page.locator("#notices")).hasText("Unknown status 'FOO' was left out of the filter.");
        assertThat(page.locator("#problems")).containsText("From must be before To.");

        page.navigate("/console/runs?tz=Europe/Berlin&from=2027-03-28T02:30");
        assertThat(page.locator("#problems"))
                .containsText("02:30 does not exist on 2027-03-28 in Europe/Berlin (clocks go forward).");

        page.navigate("/console/runs?procedure=silver.no_such");
        assertThat(page.locator("#problems")).containsText("no_such");
        assertThat(page.locator("#runs")).hasCount(0);
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void a_failed_run_tells_its_first_error_and_leads_to_the_step_whatever_the_names() throws Exception {
        String procedure = warehouse.schema() + "." + HOSTILE;
        long number = sample.failed(procedure);
        page.navigate("/console/runs?q=" + number + "&requestedBy=" + encode(sample.other(), UTF_8));

        Locator row = page.locator("#runs tbody tr");
        assertThat(row).hasCount(1);
        assertThat(row).containsText("4 warnings");
        assertThat(row).containsText(sample.other());
        Locator why = row.locator(".why a");
        assertThat(why).containsText(procedure + ": 23505");
        assertThat(why).containsText("boom <i>now</i>");
        assertThat(why).hasAttribute("href", Pattern.compile("/console/step\\?.*run=" + number));
        assertThat(why).hasAttribute("href", Pattern.compile("attempt=2"));

        page.locator("#search").fill(Long.toString(number));
        page.locator("#search").press("Enter");
        page.waitForURL("**/console/run?id=" + number);
        page.locator("#search").fill("no such <b>run</b>");
        page.locator("#search").press("Enter");
        page.waitForURL("**/console/runs?q=**");
        assertThat(page.locator(".empty")).containsText("No runs match these filters.");
        assertThat(page.locator("#chips")).containsText("no such <b>run</b>");
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void the_list_is_a_file_too() {
        page.navigate(own("&status=failed"));
        var file =
                page.request().get(TestServer.baseUrl() + page.locator("#csv").getAttribute("href"));

        assertThat(file.headers().get("content-type")).startsWith("text/csv");
        assertThat(file.text().lines().skip(1).filter(line -> line.matches("\\d+,.*")))
                .hasSameSizeAs(listed(own("&status=failed&size=200")))
                .allMatch(line -> line.contains("\"failed\""));
        assertThat(new ApiClient(TestServer.baseUrl(), "viewer")
                        .get("/runs?format=csv&limit=5")
                        .expect(422)
                        .body())
                .contains("a file has every item");
    }

    @Test
    void the_audit_log_shows_what_changed_and_checks_its_chain_and_is_for_auditors_only() {
        JsonObject run = warehouse.run("");
        page.navigate("/console/audit?objectType=run&objectId=" + run.getString("id"));
        Locator end = page.locator("#events tbody > tr").filter(new Locator.FilterOptions().setHasText("run.end"));
        end.locator("summary").click();
        assertThat(end.locator(".diff")).containsText("status");
        assertThat(end.locator(".diff")).containsText("succeeded");
        end.locator("td.text a").click();
        page.waitForURL("**/console/run?id=" + run.getString("id"));

        page.navigate("/console/audit?action=Run!");
        assertThat(page.locator("#problems")).containsText("'Run!' is no action such as run.request");
        page.locator("#check").click();
        assertThat(page.locator("#verdict")).containsText("The chain is whole");
        try (Visitor viewer = browser.visitor(TestServer.baseUrl())) {
            viewer.page().navigate("/console/runs");
            viewer.logIn("viewer", "viewer", "**/console/runs");
            assertThat(viewer.page().navigate("/console/audit").status()).isEqualTo(404);
        }
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void preferences_change_zone_theme_and_density_at_once_and_last() {
        try (Visitor chooser = browser.visitor(TestServer.baseUrl())) {
            Page own = chooser.page();
            own.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            own.navigate("/console/preferences");
            chooser.logIn("viewer", "viewer", "**/console/preferences");
            own.getByLabel("Time zone", new Page.GetByLabelOptions().setExact(true))
                    .fill("Mars/Base");
            chooser.button("Save").click();
            own.waitForURL("**unknown=**");
            assertThat(own.locator("#problem")).containsText("There is no time zone 'Mars/Base'.");

            own.getByLabel("Time zone", new Page.GetByLabelOptions().setExact(true))
                    .fill("Asia/Kolkata");
            own.getByLabel("Theme").selectOption("dark");
            own.getByLabel("Density of tables").selectOption("comfortable");
            own.getByLabel("Rows of a page").selectOption("25");
            own.getByLabel("Single keys are shortcuts").uncheck();
            chooser.button("Save").click();
            own.waitForURL("**said=saved");
            assertThat(own.locator("#said")).hasText("Saved.");
            assertThat(own.locator("html")).hasAttribute("data-theme", "dark");
            assertThat(own.locator("html")).hasAttribute("data-density", "comfortable");
            assertThat(own.locator("html")).hasAttribute("data-shortcuts", "off");

            own.navigate(own("&sort=-started"));
            assertThat(own.locator("#runs tbody tr")).hasCount(25);
            assertThat(own.locator("#runs time").first()).containsText("IST");
            assertThat(own.context().cookies())
                    .filteredOn(cookie -> cookie.name.startsWith("silversmith_"))
                    .hasSize(7)
                    .allMatch(
                            cookie -> cookie.httpOnly && cookie.sameSite.name().equals("LAX"))
                    .allMatch(cookie -> cookie.expires
                            > Instant.now().plusSeconds(300 * 86_400).getEpochSecond());
            assertThat(chooser.complaints()).isEmpty();
        }
    }
}
