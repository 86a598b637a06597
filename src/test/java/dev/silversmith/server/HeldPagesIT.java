package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.SmallServer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What pages leave behind in the server: somebody who only looks at them, with one session. */
class HeldPagesIT {

    /** The most views that a session keeps. */
    private static final int VIEWS = 30;

    private final LibertyProcess server = SmallServer.get();
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    private int get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.baseUrl() + path)).build();
        return browser.send(request, BodyHandlers.discarding()).statusCode();
    }

    private void logIn() throws IOException, InterruptedException {
        get("/console/launch");
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/j_security_check"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("j_username=operator&j_password=operator"))
                .build();
        assertThat(browser.send(request, BodyHandlers.discarding()).statusCode())
                .isEqualTo(302);
    }

    private void look(String path, int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            assertThat(get(path)).as(path).isEqualTo(200);
        }
    }

    @Test
    void a_form_that_is_opened_100_times_and_never_sent_and_60_looks_at_each_page_leave_no_growing_heap_of_beans()
            throws Exception {
        logIn();
        look("/console/launch?select=*", 100);
        for (String page : List.of("home", "runs", "approvals")) {
            look("/console/" + page, 60);
        }

        for (String bean :
                List.of("LaunchPage", "LaunchInput", "LaunchView", "HomePage", "RunsPage", "ApprovalsPage")) {
            assertThat(server.heap().instances("dev.silversmith.console." + bean))
                    .as(bean)
                    .isLessThanOrEqualTo(VIEWS);
        }
    }
}
