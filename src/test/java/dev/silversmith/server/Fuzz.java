package dev.silversmith.server;

import dev.silversmith.testing.ApiDocument.Operation;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Requests of an operation with values that nobody expects, the same for the same seed. None of them can do harm to what other tests have:
 * no number of a run that may be theirs, no request that selects everything, no prune.
 */
final class Fuzz {

    static final List<String> HOSTILE = List.of(
            "",
            " ",
            "null",
            "0",
            "-1",
            "999999999999999999",
            "99999999999999999999999",
            "1e309",
            "NaN",
            "0x10",
            "false",
            "[]",
            "{}",
            "'",
            "\"",
            "' or '1'='1",
            "'; drop table silversmith.run; --",
            "1) union select usename from pg_user --",
            "$$",
            "%",
            "%s%s%n",
            "_",
            "\\",
            "${7*7}",
            "#{1+1}",
            "<script>alert(1)</script>",
            "../../../../etc/passwd",
            "..\\..\\windows",
            "..;/",
            ".",
            "..",
            "a/b",
            "Ünï ćødé",
            "загрузка",
            "\uD83D\uDE80",
            "\u202Eabc",
            "e\u0301",
            "\u0000",
            "\u0001\u001b[2J",
            "\r\nX-Injected: 1",
            "\t",
            "\uFFFF",
            "2026-02-30",
            "-999999999-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "PT-1S",
            "P9999999999D",
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "a.b.c",
            "\"a\".\"b",
            "nowhere.nothing",
            "x".repeat(300),
            "x".repeat(5_000),
            "ж".repeat(1_000));

    private static final List<String> TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/json;charset=utf-16",
            "application/json;charset=nope",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "application/yaml",
            "nonsense",
            "*/*");

    private static final List<String> ACCEPTS =
            List.of("*/*", "image/png", "application/json;q=0", "nonsense", "text/html, */*;q=0.1", "application/json");

    private static final String NOTHING = "tag:fuzz-selects-nothing";

    private final Random random;
    private final Operation operation;
    private final Map<String, String> own;

    /**
     * Requests of an operation.
     *
     * @param own values of parameters that are the test's own and may be used for good
     */
    Fuzz(Random random, Operation operation, Map<String, String> own) {
        this.random = random;
        this.operation = operation;
        this.own = own;
    }

    /**
     * A request.
     *
     * @param astray whether its path may lead elsewhere than to the operation
     */
    record Request(String method, String target, Map<String, String> headers, String body, boolean astray) {

        /** Whether its path has what the container refuses before any filter: control characters, or a slash or semicolon in disguise. */
        boolean refusedByContainer() {
            return target.replaceFirst("\\?.*", "").matches(".*%(0[0-9A-F]|1[0-9A-F]|7F|2F|5C|3B).*");
        }

        @Override
        public String toString() {
            return method + " " + target + " " + headers + " " + body.substring(0, Math.min(300, body.length()));
        }
    }

    Request next() {
        Map<String, String> headers = new TreeMap<>();
        boolean astray = false;
        String path = operation.path();
        List<String> query = new ArrayList<>();
        for (JsonObject parameter : operation.parameters()) {
            String name = parameter.getString("name");
            String value = value(name, parameter);
            switch (parameter.getString("in")) {
                case "path" -> {
                    astray |= value.isBlank()
                            || value.contains("/")
                            || value.contains("..")
                            || value.contains(";")
                            || value.equals(".");
                    path = path.replace("{" + name + "}", encoded(value));
                }
                case "query" -> {
                    if (random.nextInt(3) == 0) {
                        query.add(name + "=" + encoded(value));
                    }
                }
                default -> {
                    if (value.matches("[ -~]*") && random.nextInt(4) > 0) {
                        headers.put(name, value);
                    }
                }
            }
        }
        if (random.nextInt(8) == 0) {
            query.add(encoded(pick(HOSTILE)) + "=" + encoded(pick(HOSTILE)));
        }
        if (random.nextInt(6) == 0) {
            headers.put("Accept", pick(ACCEPTS));
        }
        String type = operation.body().isEmpty()
                ? ""
                : operation.body().keySet().iterator().next();
        String sent = random.nextInt(8) == 0 ? pick(TYPES) : type;
        if (!sent.isEmpty()) {
            headers.put("Content-Type", sent);
        }
        String body = type.isEmpty() && random.nextInt(6) > 0 ? "" : body(type);
        String target = path + (query.isEmpty() ? "" : "?" + String.join("&", query));
        return new Request(operation.method(), target, headers, body, astray);
    }

    private String value(String name, JsonObject parameter) {
        if (own.containsKey(name) && random.nextInt(3) == 0) {
            return own.get(name);
        }
        boolean free =
                !name.equals("prune") && !parameter.getString("in").equals("path") && !name.equals("Idempotency-Key");
        if (free && random.nextInt(4) == 0) {
            JsonValue example = parameter.get("example");
            return example.getValueType() == JsonValue.ValueType.ARRAY
                    ? example.asJsonArray().getString(0)
                    : example.toString().replace("\"", "");
        }
        return pick(HOSTILE);
    }

    private String body(String type) {
        return switch (random.nextInt(10)) {
            case 0 -> pick(HOSTILE).equals("{}") ? "[{}]" : pick(HOSTILE.subList(12, HOSTILE.size()));
            case 1 -> "[".repeat(5_000);
            case 2 -> "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000);
            case 3 -> pick(List.of("[]", "null", "1", "\"x\"", "{\"a\": 1, \"a\": 2}", "{\"a\"", "{\"a\": NaN}"));
            case 4 -> "\uFEFF{\"select\": 1}";
            default -> type.endsWith("json") ? object().toString() : yaml();
        };
    }

    /** The example with some fields changed, gone or new. */
    private JsonObject object() {
        JsonObject form = operation.body().values().iterator().next().asJsonObject();
        JsonObjectBuilder object = Json.createObjectBuilder(form.getJsonObject("example"));
        for (String field : form.getJsonObject("example").keySet()) {
            if (random.nextInt(3) == 0) {
                object.add(field, any(2));
            }
        }
        for (String field : List.of(
                "mode", "parameters", "maxParallel", "timeout", "timeZone", "fullRefresh", "dryRun", "onFailure")) {
            if (random.nextInt(8) == 0) {
                object.add(field, any(2));
            }
        }
        if (random.nextInt(8) == 0) {
            object.add(pick(HOSTILE), any(2));
        }
        if (operation.path().equals("/runs")) {
            object.add(
                    "select", pick(List.of(NOTHING, NOTHING + " +", "'", "proc:\u0000", "загрузка", "1+" + NOTHING)));
        }
        return object.build();
    }

    private JsonValue any(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> JsonValue.NULL;
            case 1 -> JsonValue.TRUE;
            case 2 -> Json.createValue(random.nextInt());
            case 3 -> Json.createValue(new BigDecimal("1e" + (random.nextInt(2_000) - 1_000)));
            case 4 -> Json.createValue(Long.MAX_VALUE);
            case 5, 6 -> Json.createValue(pick(HOSTILE));
            case 7 ->
                Json.createArrayBuilder()
                        .add(any(depth - 1))
                        .add(any(depth - 1))
                        .build();
            default ->
                Json.createObjectBuilder().add(pick(HOSTILE), any(depth - 1)).build();
        };
    }

    /** None of these is a catalog. */
    private String yaml() {
        return pick(List.of(
                "version: 2",
                "version: 1\nprocedures: 1",
                "version: 1\nprocedures: {a.b: {kind: nope}}",
                "a: &a [*a, *a]",
                "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
                "!!javax.script.ScriptEngineManager [x]",
                "--- 1\n--- 2",
                "version: 1\n\tprocedures:",
                "version: 1\nversion: 1",
                "version: 1\nprocedures:\n  fuzz.nothing:\n    " + pick(HOSTILE).replace("\n", " ") + ": 1",
                "version: 1\nprocedures:\n  'fuzz.nothing':\n    kind: fact\n    timeout: '"
                        + pick(HOSTILE).replace("'", "''") + "'"));
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
