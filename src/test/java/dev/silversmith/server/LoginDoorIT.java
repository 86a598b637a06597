package dev.silversmith.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Refusal;
import dev.silversmith.testing.SmallServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guessing of passwords, and callers without any, over HTTP. Each user here is guessed at by one test only, for the door closes to a
 * user, not to a test.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class LoginDoorIT {

    /** Everybody else who uses the shared server has been let in before the door of the address is closed. */
    private static final List<String> OTHERS =
            List.of("viewer", "engineer", "operator", "approver", "auditor", "admin");

    @Test
    void after_ten_wrong_passwords_even_the_right_one_is_refused_by_both_doors() throws Exception {
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = i % 2 == 0
                    ? runs().as("approver2", "wrong").send()
                    : form("/j_security_check", "approver2", "wrong");
            assertThat(answer.statusCode()).isEqualTo(i % 2 == 0 ? 401 : 302);
        }

        HttpResponse<String> basic = runs().as("approver2").send();
        HttpResponse<String> form = form("/j_security_check", "approver2", "approver2");

        Refusal.of(basic, 429);
        assertThat(basic.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(form.headers().firstValue("Location").orElse("")).endsWith("/login?wait=true");
        assertThat(form.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("LtpaToken2="));
    }

    /** The container takes each of these for its form log-in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%6a_security_check",
                "/j_security_check;x=1",
                "/x/j_security_check",
                "/login/j_security_check",
                "/console/j_security_check",
                "/j_security_check%3bx",
                "//j_security_check",
                "/x/../j_security_check",
                "/api/v1/j_security_check"
            })
    void there_is_no_other_way_to_the_form_log_in(String path) throws Exception {
        HttpResponse<String> answer = form(path, "viewer", "viewer");

        assertThat(answer.statusCode()).isIn(302, 400, 401, 404);
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("LtpaToken2="));
    }

    @Test
    void a_request_that_is_no_log_in_does_not_forgive_wrong_passwords() throws Exception {
        for (int i = 0; i < 9; i++) {
            assertThat(runs().as("door-1", "wrong").send().statusCode()).isEqualTo(401);
        }
        form("/api/v1/j_security_check", "door-1", "x");
        form("/x/j_security_check", "door-1", "x");
        RawRequest.to(SmallServer.get().baseUrl() + "/j_security_check?j_username=door-1&j_password=x")
                .send();
        runs().as("door-1", "wrong").send();

        Refusal.of(runs().as("door-1", "wrong").send(), 429);
    }

    @Test
    void a_user_name_never_begins_a_line_of_the_servers_log() throws Exception {
        HttpResponse<String> form = form("/j_security_check", "door%0D%0AFORGED0003E%1B%5B2J", "x");
        HttpResponse<String> basic =
                runs().as("door\u2028FORGED0003E\u202e", "x").send();

        assertThat(form.headers().firstValue("Location").orElse("")).endsWith("/login?failed=true");
        assertThat(basic.statusCode()).isEqualTo(401);
        assertThat(SmallServer.get().messages()).doesNotContain("FORGED0003E");
    }

    /** Anybody may send one: no fault of the server's, and nothing for its log. */
    @ParameterizedTest
    @ValueSource(strings = {"j_username=%zz&j_password=x", "a%00=b", "a=%00"})
    void a_form_that_cannot_be_read_is_refused(String body) throws Exception {
        for (String path : List.of("/j_security_check", "/login")) {
            HttpResponse<String> answer = RawRequest.to(SmallServer.get().baseUrl() + path)
                    .method("POST")
                    .type("application/x-www-form-urlencoded")
                    .body(body)
                    .send();

            assertThat(answer.statusCode()).as(path).isEqualTo(400);
        }
    }

    /** A browser sends the page's encoding and does not say so; whatever else is said of a form, it is UTF-8. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=latin1",
                "application/x-www-form-urlencoded; charset=nope"
            })
    void a_name_in_any_script_is_one_user_at_both_doors(String type) throws Exception {
        String name = "дверь" + type.length();
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = RawRequest.to(SmallServer.get().baseUrl() + "/j_security_check")
                    .method("POST")
                    .type(type)
                    .body("j_password=x&j_username=" + java.net.URLEncoder.encode(name, UTF_8))
                    .send();
            assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/login?failed=true");
        }

        Refusal.of(runs().as(name, "x").send(), 429);
    }

    @Test
    void when_an_address_has_tried_many_names_who_was_let_in_before_still_gets_in() throws Exception {
        for (String user : OTHERS) {
            assertThat(runs().as(user).send().statusCode()).isEqualTo(200);
        }
        for (int i = 0; i < 100; i++) {
            runs().as("door-many-" + i, "wrong").send();
        }

        Refusal.of(runs().as("door-new", "wrong").send(), 429);
        for (String user : OTHERS) {
            assertThat(runs().as(user).send().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void requests_without_a_password_are_throttled_and_nobody_else_is() throws Exception {
        int refused = 0;
        while (refused < 1100
                && (refused % 2 == 0 ? runs() : runs().header("Authorization", "Bearer x"))
                                .send()
                                .statusCode()
                        == 401) {
            refused++;
        }

        HttpResponse<String> answer = runs().send();
        assertThat(refused).isBetween(900, 1000);
        Refusal.of(answer, 429);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(runs().as("viewer").send().statusCode()).isEqualTo(200);
    }

    private static RawRequest runs() {
        return RawRequest.to(SmallServer.get().baseUrl() + "/api/v1/runs?limit=1");
    }

    private static HttpResponse<String> form(String path, String user, String password) throws Exception {
        return RawRequest.to(SmallServer.get().baseUrl() + path)
                .method("POST")
                .type("application/x-www-form-urlencoded")
                .body("j_username=%s&j_password=%s".formatted(user, password))
                .send();
    }
}
