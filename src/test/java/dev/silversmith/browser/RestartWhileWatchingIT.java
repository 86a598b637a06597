package dev.silversmith.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A server that dies while somebody watches a run. */
@OwnServers
class RestartWhileWatchingIT {

    private static final HasTextOptions LONG = new HasTextOptions().setTimeout(90_000);

    @Test
    void a_page_waits_for_a_killed_server_and_goes_on_to_the_end_of_the_run() throws Exception {
        Optional<Path> executable = LocalBrowser.executable();
        Assumptions.assumeTrue(executable.isPresent(), "there is no chromium or google-chrome on the PATH");
        TestDatabase database = TestDatabase.unmigrated("watched");
        try (LibertyProcess server = LibertyProcess.launch("watched", database).awaitReady();
                TestWarehouse warehouse = TestWarehouse.on(database, server.baseUrl());
                Gate gate = Gate.of(database, warehouse);
                LocalBrowser browser = LocalBrowser.start(executable.orElseThrow());
                Visitor visitor = browser.visitor(server.baseUrl())) {
            warehouse
                    .procedure("slow", "other", List.of(), Gate.pass(warehouse))
                    .register();
            JsonObject run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();
            Page page = visitor.page();
            String address = "/console/run?view=steps&id=" + run.getInt("number");
            page.navigate(address);
            visitor.logIn("viewer", "viewer", "**" + address.replace("?", "\\?"));
            Locator chip = page.locator("[data-live-chip]");
            assertThat(chip).hasText("● Live", LONG);
            page.evaluate("window.sameDocument = true");

            server.kill();
            assertThat(chip).hasText("○ Reconnecting…", LONG);

            try (LibertyProcess again = server.againAtItsPort().awaitReady()) {
                assertThat(chip).hasText("● Live", LONG);
                gate.open();

                assertThat(page.locator(".heading .status").first()).hasText("Succeeded", LONG);
                assertThat(chip).hasText("– Not live", LONG);
                assertThat(page.locator("#steps tbody td[data-label=Attempt]")).hasText("2");
                assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
                assertThat(visitor.complaints()).noneMatch(complaint -> complaint.contains("Content Security Policy"));
                assertThat(again.baseUrl()).isEqualTo(server.baseUrl());
            }
        }
    }
}
