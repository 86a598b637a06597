package dev.silversmith.testing;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Dockerfile, read: so that what is tested is what the image is made with. */
public final class ImageFile {

    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");

    /** One instruction with what follows it, lines joined. */
    public record Instruction(String name, String rest) {}

    private final List<Instruction> instructions = new ArrayList<>();

    /** Reads the repository's Dockerfile. */
    public ImageFile() {
        StringBuilder pending = new StringBuilder();
        for (String line : lines()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            pending.append(line.strip().replaceFirst("\\\\$", "")).append(' ');
            if (!line.endsWith("\\")) {
                String[] parts = pending.toString().strip().split("\\s+", 2);
                instructions.add(new Instruction(parts[0], parts[1]));
                pending.setLength(0);
            }
        }
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(Path.of("Dockerfile"));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Every instruction, in order. */
    public List<Instruction> all() {
        return List.copyOf(instructions);
    }

    /** What follows each instruction of this name in the last stage, which is the image. */
    public List<String> last(String name) {
        int from = 0;
        for (int place = 0; place < instructions.size(); place++) {
            if (instructions.get(place).name().equals("FROM")) {
                from = place;
            }
        }
        return instructions.subList(from, instructions.size()).stream()
                .filter(instruction -> instruction.name().equals(name))
                .map(Instruction::rest)
                .toList();
    }

    /** The image's environment; {@code $PATH} is replaced. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        Matcher variables = VARIABLE.matcher(String.join(" ", last("ENV")));
        while (variables.find()) {
            String value = variables.group(2) == null ? variables.group(3) : variables.group(2);
            environment.put(variables.group(1), value.replace("$PATH", System.getenv("PATH")));
        }
        return environment;
    }

    /** The user's number. */
    public String user() {
        return last("USER").get(0);
    }

    /** The command that the image starts. */
    public List<String> entrypoint() {
        return command(last("ENTRYPOINT").get(0));
    }

    /** The command of its health check. */
    public List<String> healthCheck() {
        String rest = last("HEALTHCHECK").get(0);
        return command(rest.substring(rest.indexOf("CMD") + "CMD".length()));
    }

    private static List<String> command(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json.strip()))) {
            return reader.readArray().getValuesAs(JsonString::getString);
        }
    }
}
