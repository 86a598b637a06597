package dev.silversmith.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import dev.silversmith.testing.OwnServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A walk over every page of the console, on a wide screen and on a narrow one, by day and by night. */
@OwnServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalkIT {

    private static final int WIDE = 1280;
    private static final int NARROW = 320;
    private static final int HEIGHT = 900;

    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");
    private static final List<String> COLOURS = List.of("color-contrast", "link-in-text-block");
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private static final String FAILED_STEP = "step?run=2&step=silver.load_fact_shipment";

    /** Every page, and those of its faces that look different. */
    private static final List<String> PAGES = List.of(
            "home",
            "home?range=7d",
            "runs",
            "runs?status=failed&mode=incremental",
            "runs?q=there+is+no+such+run",
            "run?id=1",
            "run?id=2",
            "run?id=2&view=steps",
            "run?id=2&view=graph",
            "run?id=2&view=gantt",
            "run?id=2&view=log",
            "run?id=2&view=details",
            "run?id=3",
            FAILED_STEP,
            FAILED_STEP + "&tab=sql",
            FAILED_STEP + "&tab=rows",
            FAILED_STEP + "&tab=log",
            FAILED_STEP + "&tab=deps",
            "resume?id=2",
            "cancel?id=3",
            "launch",
            "launch?select=group:sales",
            "launch?select=silver.load_fact_ordr",
            "launch?select=group:sales&mode=full",
            "approvals",
            "approval?id=3",
            "audit",
            "preferences",
            "help",
            "about");

    private LocalBrowser browser;
    private SampleConsole console;
    private Visitor visitor;
    private Page page;

    @BeforeAll
    void open() throws Exception {
        browser = LocalBrowser.orSkip();
        console = SampleConsole.start();
        visitor = browser.visitor(console.baseUrl());
        page = visitor.page();
    }

    @AfterAll
    void close() {
        if (console != null) {
            console.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void no_page_has_a_serious_finding_nor_scrolls_sideways_nor_breaks_the_policy() {
        List<String> findings = new ArrayList<>();
        look("/login", findings);
        page.navigate("/console/home");
        visitor.logIn("admin", "admin", "**/console/home");
        PAGES.forEach(address -> look("/console/" + address, findings));

        assertThat(findings).isEmpty();
        assertThat(visitor.complaints()).isEmpty();
    }

    private void look(String address, List<String> findings) {
        page.setViewportSize(WIDE, HEIGHT);
        Response answer = page.navigate(address);
        if (answer.status() != 200) {
            findings.add("%s was answered with %d".formatted(address, answer.status()));
            return;
        }
        for (int width : List.of(WIDE, NARROW)) {
            page.setViewportSize(width, HEIGHT);
            if ((Boolean) page.evaluate("document.scrollingElement.scrollWidth > window.innerWidth")) {
                findings.add("%s scrolls sideways at %d pixels: %s".formatted(address, width, tooWide()));
            }
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                examine("%s, %d pixels, %s".formatted(address, width, scheme), scheme, findings);
            }
        }
    }

    /** The elements that reach beyond the window, the innermost of them. */
    private Object tooWide() {
        return page.evaluate("""
                [...document.querySelectorAll('main *, header *, nav *')]
                  .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && e.children.length === 0)
                  .slice(0, 5).map(e => e.tagName + '.' + e.className + ' ' + (e.textContent || '').trim().slice(0, 40))
                """);
    }

    /** By night a page has the same elements in other colours. */
    private AxeBuilder axe(ColorScheme scheme) {
        AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
        return scheme == ColorScheme.DARK ? axe.withRules(COLOURS) : axe.withTags(RULES);
    }

    private void examine(String where, ColorScheme scheme, List<String> findings) {
        axe(scheme).analyze().getViolations().stream()
                .filter(rule -> GRAVE.contains(rule.getImpact()))
                .forEach(rule -> findings.add("%s: %s (%s) %s"
                        .formatted(
                                where,
                                rule.getId(),
                                rule.getImpact(),
                                rule.getNodes().stream()
                                        .limit(3)
                                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                        .toList())));
    }

    /** The pages of which README.md has pictures, with the names of these. */
    private static final Map<String, String> PICTURES = Map.of(
            "overview", "home",
            "run", "run?id=2&view=gantt",
            "graph", "run?id=1&view=graph",
            "step", FAILED_STEP,
            "launch", "launch?select=group:sales",
            "approval", "approval?id=3");

    @Test
    void the_pictures_in_the_readme_show_the_pages_as_they_are() throws Exception {
        try (Visitor approver = browser.visitor(console.baseUrl())) {
            approver.page().navigate("/console/home");
            approver.logIn("admin", "admin", "**/console/home");
            approver.page().setViewportSize(WIDE, HEIGHT);
            ReadmePictures.of(approver.page()).check(PICTURES);
        }
    }
}
