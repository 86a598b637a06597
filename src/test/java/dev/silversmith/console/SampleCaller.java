package dev.silversmith.console;

import dev.silversmith.app.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Somebody with roles, and what their request says. */
final class SampleCaller extends Caller {

    final Map<String, String> parameters = new HashMap<>();
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

    /** Of a browser that has none. */
    @Override
    Optional<String> cookie(String name) {
        return Optional.empty();
    }
}
