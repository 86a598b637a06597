package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.SmallServer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What procedures say and are called: stored byte by byte, shown as text, and no line of the server's own log. */
class HostileTextIT {

    private static final List<String> TEXTS = List.of(
            "<script>alert(1)</script><img src=x onerror=alert(2)>",
            "</pre></td></table><h1>gone</h1><!-- ",
            "\"double\" 'single' `back` \\ / & &amp; &lt; ${7*7} #{7*7} %s {0}",
            "${jndi:ldap://127.0.0.1:1/x}",
            "\u001b[2J\u001b[31mred\u001b[0m\u001b]0;title\u0007",
            IntStream.rangeClosed(1, 0x1F)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining("", "<", ">\u007f\u0085")),
            "\u202egnp.exe\u202c \u2066isolate\u2069 \u200bzero\ufeffwidth",
            "four bytes \uD83D\uDE00 \uD83D\uDC69\u200D\uD83D\uDCBB, plane 16 \uDBFF\uDFFD, combining e\u0301",
            "first\r\nsecond\rthird\n[1/1/26, 0:00:00:000 UTC] 00000001 forged E FORGED0001E: a line of the log\u2028\u2029",
            "a\\0b \\u0000 %00 \\x00",
            "  leading and trailing \t ",
            "\uFFFD\uFFFE\uFFFF");

    /** 63 bytes, the longest that PostgreSQL takes. */
    private static final String NAME =
            "\"" + "Ж".repeat(15) + " <b>\n[E] FORGED0002E \u001b[2J\u202e" + "x".repeat(5) + "\"";

    @Test
    void hostile_text_is_stored_as_it_is_and_shown_as_text() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse()) {
            JsonObject run = runOf(warehouse);
            JsonObject step = warehouse.steps(run).values().iterator().next();

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(step.getJsonObject("error").getString("message")).isEqualTo(TEXTS.get(8));
            assertThat(Sql.list(
                            warehouse.connection(),
                            Boolean.class,
                            """
                    select convert_to(l.message, 'UTF8') = convert_to(t.said, 'UTF8')
                      from %s.texts t
                      join silversmith.transformation_step_log l on l.line = t.place and l.run_id = ?::uuid
                     order by t.place
                    """.formatted(warehouse.schema()),
                            run.getString("id")))
                    .hasSize(TEXTS.size())
                    .containsOnly(true);
            assertThat(warehouse
                            .operator()
                            .get("/steps/" + step.getString("id") + "/logs")
                            .expect(200)
                            .items()
                            .getValuesAs(JsonObject.class))
                    .extracting(line -> line.getString("message"))
                    .containsExactlyElementsOf(TEXTS);

            String page = page("/console/step?run=%d&tab=log&step=%s"
                    .formatted(
                            run.getInt("number"),
                            URLEncoder.encode(step.getString("procedure"), StandardCharsets.UTF_8)));
            assertThat(page)
                    .contains(
                            "&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;/pre&gt;", "&lt;h1&gt;gone", "${7*7} #{7*7}");
            assertThat(page).doesNotContain("<script>alert", "<img src=x", "<h1>gone", "<!-- ", " <b>");
        }
    }

    @Test
    void hostile_text_never_begins_a_line_of_the_servers_log() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse()) {
            JsonObject run = runOf(warehouse);
            assertThat(run.getString("status")).isEqualTo("failed");
        }

        String logs = SmallServer.get().console() + "\n" + SmallServer.get().messages();
        // In the middle of a line of ours its line break is text.
        assertThat(logs.lines().filter(line -> line.contains("FORGED")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("[") && line.contains("\\u000a[E] FORGED"));
        assertThat(logs).doesNotContain("\u001b", "\u202e");
    }

    private static JsonObject runOf(TestWarehouse warehouse) throws Exception {
        warehouse.sql(
                "create table $s.texts (place int, said text); grant select on $s.texts to silversmith_warehouse");
        try (PreparedStatement insert =
                warehouse.connection().prepareStatement("insert into " + warehouse.schema() + ".texts values (?, ?)")) {
            for (int place = 1; place <= TEXTS.size(); place++) {
                insert.setInt(1, place);
                insert.setString(2, TEXTS.get(place - 1));
                insert.executeUpdate();
            }
        }
        warehouse.sql("""
                create procedure $s.%s() language plpgsql as $body$
                declare
                  t record;
                begin
                  for t in select * from $s.texts order by place loop raise notice '%%', t.said; end loop;
                  raise exception '%%', (select said from $s.texts where place = 9);
                end $body$
                """.formatted(NAME));
        String name = (warehouse.schema() + "." + NAME)
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\u001b", "\\e")
                .replace("\u202e", "\\u202e");
        String catalog = "version: 1\nprocedures:\n  \"%s\": {tags: [%s]}\n".formatted(name, warehouse.schema());
        warehouse.engineer().put("/catalog", "application/yaml", catalog).expect(200);
        return warehouse.run("");
    }

    private static String page(String path) throws IOException, InterruptedException {
        String base = SmallServer.get().baseUrl();
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .build();
        HttpRequest login = HttpRequest.newBuilder(URI.create(base + "/j_security_check"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("j_username=viewer&j_password=viewer"))
                .build();
        browser.send(login, BodyHandlers.discarding());
        return browser.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString())
                .body();
    }
}
