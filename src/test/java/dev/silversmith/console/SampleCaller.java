package dev.silversmith.console;

import dev.silversmith.app.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Somebody with roles, and what their request says. */
final class SampleCaller extends Caller {

    final Map<String, String> parameters = new HashMap<>();
    final Map<String, String> cookies = new HashMap<>();
    private final String name;
    private final Set<Role> roles;

    SampleCaller(String name, Role... roles) {
        this.name = name;
        this.roles = Set.of(roles);
    }

    @Override
    String name() {
        return name;
    }

    @Override
    boolean has(Role role) {
        return roles.contains(role);
    }

    @Override
    Optional<String> said(String parameter) {
        return Optional.ofNullable(parameters.get(parameter));
    }

    @Override
    Map<String, List<String>> all() {
        return parameters.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, value -> List.of(value.getValue().split("\\|"))));
    }

    @Override
    Optional<String> cookie(String name) {
        return Optional.ofNullable(cookies.get(name));
    }

    @Override
    String page() {
        return "/console/page";
    }

    @Override
    void keep(String name, String value) {
        cookies.put(name, value);
    }

    @Override
    List<String> saidAll(String parameter) {
        return said(parameter).map(List::of).orElse(List.of());
    }

    @Override
    Map<String, String> saidWith(String prefix) {
        Map<String, String> found = new HashMap<>();
        parameters.forEach((parameter, value) -> {
            if (parameter.startsWith(prefix)) {
                found.put(parameter.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
