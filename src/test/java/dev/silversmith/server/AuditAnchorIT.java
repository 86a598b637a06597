package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.SmallServer;
import jakarta.json.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A server's log is outside of the database: the trail's head is written there. */
class AuditAnchorIT {

    private static final Pattern HEAD = Pattern.compile("the audit trail ends with event (\\d+), hash ([0-9a-f]{64})");

    @Test
    void the_head_that_a_start_has_logged_is_an_anchor_of_the_verification() {
        ApiClient auditor = new ApiClient(SmallServer.get().baseUrl(), "auditor");
        Matcher logged = HEAD.matcher(SmallServer.get().messages());
        assertThat(logged.find()).isTrue();

        JsonObject verdict = auditor.get(
                        "/audit-events/verification?seq=%s&hash=%s".formatted(logged.group(1), logged.group(2)))
                .expect(200)
                .json();

        assertThat(verdict.getBoolean("verified")).as(verdict.toString()).isTrue();
    }
}
