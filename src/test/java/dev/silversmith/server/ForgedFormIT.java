package dev.silversmith.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of a decision, sent by somebody who has not just pressed a button that the page has shown. */
@ArquillianTest
class ForgedFormIT {

    private static final Pattern STATE = Pattern.compile("name=\"jakarta.faces.ViewState\"[^>]* value=\"([^\"]+)\"");

    private TestWarehouse warehouse;
    private JsonObject run;
    private HttpClient browser;

    @BeforeEach
    void request() throws Exception {
        warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.procedure("a", "other", List.of(), "").catalogMore(FullRuns.ALLOWED);
        warehouse.register();
        run = new FullRuns(warehouse, TestServer.baseUrl()).request();
        browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    @AfterEach
    void close() throws Exception {
        warehouse.close();
    }

    private String page() {
        return "/console/approval?id=" + run.getInt("number");
    }

    private void logIn(String user) throws Exception {
        get(page());
        assertThat(post("/j_security_check", "j_username=%1$s&j_password=%1$s".formatted(user))
                        .statusCode())
                .isEqualTo(302);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return browser.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return browser.send(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(TestServer.baseUrl() + path));
    }

    /** What the page's own form says when a button is pressed. */
    private String form(String button, String state) {
        return "id=%d&plan=%s&decision_SUBMIT=1&decision=decision&decision:reason=as+it+was+agreed&decision:%s=x&jakarta.faces.ViewState=%s"
                .formatted(
                        run.getInt("number"),
                        run.getString("planFingerprint"),
                        button,
                        URLEncoder.encode(state, UTF_8));
    }

    private String state() throws Exception {
        Matcher state = STATE.matcher(get(page()).body());
        assertThat(state.find()).as("the page has a form").isTrue();
        return state.group(1);
    }

    private String status() {
        return warehouse
                .operator()
                .get("/runs/" + run.getString("id"))
                .expect(200)
                .json()
                .getString("status");
    }

    /** So that the others show something. */
    @Test
    void the_form_as_the_page_sends_it_approves() throws Exception {
        logIn("approver");

        HttpResponse<String> answer = post("/console/approval", form("approve", state()));

        assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("said=approve");
        assertThat(status()).isNotEqualTo("pending_approval");
    }

    @Test
    void a_link_with_the_fields_of_the_form_does_nothing() throws Exception {
        logIn("approver");

        HttpResponse<String> answer = get("/console/approval?" + form("approve", state()));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(status()).isEqualTo("pending_approval");
    }

    @ParameterizedTest
    @ValueSource(strings = {"approve", "reject"})
    void a_button_that_the_requester_does_not_see_does_nothing_for_them(String button) throws Exception {
        logIn("operator");

        post("/console/approval", form(button, state()));

        assertThat(status()).isEqualTo("pending_approval");
    }

    /** It is no fault of the server's, either. */
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "zzz", "stateless", "AAAA", "%00", "-1:-1"})
    void a_form_that_comes_from_no_page_leads_to_the_page(String state) throws Exception {
        logIn("approver");

        HttpResponse<String> answer = post("/console/approval", form("approve", state));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElse(""))
                .endsWith("/console/approval?said=late&id=" + run.getInt("number"));
        assertThat(status()).isEqualTo("pending_approval");
    }
}
