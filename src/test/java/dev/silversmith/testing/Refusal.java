package dev.silversmith.testing;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.List;

/** A refusal of the API, looked at for what each of them must have and none may tell. */
public record Refusal(JsonObject problem) {

    /** The problem details of an answer, which must have a status and say nothing of the inside. */
    public static Refusal of(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception", "dev.silversmith", "java.", "org.", "\tat ");
        assertThat(answer.headers().map().toString()).doesNotContain("Exception", "dev.silversmith");
        try (var reader = Json.createReader(new StringReader(answer.body()))) {
            JsonObject problem = reader.readObject();
            assertThat(problem.getInt("status")).isEqualTo(status);
            assertThat(problem.getString("type")).startsWith("/problems/");
            assertThat(problem.getString("detail")).isNotBlank().hasSizeLessThan(2000);
            return new Refusal(problem);
        }
    }

    /** The places of its mistakes. */
    public List<String> pointers() {
        JsonValue errors = problem.getOrDefault("errors", JsonValue.EMPTY_JSON_ARRAY);
        return errors.asJsonArray().getValuesAs(JsonObject.class).stream()
                .map(error -> error.getString("pointer"))
                .toList();
    }
}
