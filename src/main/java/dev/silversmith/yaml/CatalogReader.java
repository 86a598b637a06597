package dev.silversmith.yaml;

import dev.silversmith.app.port.CatalogDoubts;
import dev.silversmith.app.port.FilePlace;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the top of the file and its groups; each procedure is {@link ProcedureReader}'s. */
final class CatalogReader {

    private static final int LONGEST_GROUP_NAME = 100;
    private static final int LONGEST_NAME = 300;

    private final Findings findings;
    private final List<Procedure> procedures = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final List<RefreshTarget> targets = new ArrayList<>();
    private final Map<String, Set<String>> doubts = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    CatalogReader(Findings findings) {
        this.findings = findings;
    }

    Catalog read(Node root) {
        Fields top = Fields.of(root, new FilePlace("", 1), findings);
        if (!top.isMapping()) {
            return Catalog.EMPTY;
        }
        Optional<Integer> version = top.number("version");
        if (!top.has("version")) {
            top.mistake("version", "the key 'version' is missing; it is 1");
        } else if (version.isPresent() && version.get() != 1) {
            top.mistake("version", "there is no version %d of this file, only 1".formatted(version.get()));
        }
        top.mapping("procedures").ifPresent(entries -> entries.forEach(this::readProcedure));
        top.mapping("groups").ifPresent(entries -> entries.forEach(this::readGroup));
        top.mapping("refreshTargets").ifPresent(entries -> entries.forEach(this::readTarget));
        top.refuseOthers();
        return Catalog.of(procedures, groups, targets);
    }

    private void readProcedure(String key, Fields fields) {
        int before = findings.count();
        name(key, fields).ifPresent(name -> {
            procedures.add(new ProcedureReader(name, fields).read());
            findings.since(before).forEach(mistake -> doubts.computeIfAbsent(name.toString(), first -> new HashSet<>())
                    .add(below(fields.place(), mistake.place())));
        });
    }

    /** The path of a place below another one; empty if it is that place itself. */
    private static String below(FilePlace whole, FilePlace part) {
        return part.path().length() == whole.path().length()
                ? ""
                : part.path().substring(whole.path().length() + 1);
    }

    CatalogDoubts doubts() {
        return new CatalogDoubts(doubts);
    }

    private void readTarget(String key, Fields fields) {
        Optional<Boolean> concurrently = fields.flag("concurrently");
        Optional<Duration> timeout =
                fields.parsed("timeout", node -> Durations.upTo(ExecutionReader.LONGEST_TIMEOUT, node));
        Optional<Duration> lockTimeout =
                fields.parsed("lockTimeout", node -> Durations.upTo(ExecutionReader.LONGEST_TIMEOUT, node));
        Optional<Boolean> enabled = fields.flag("enabled");
        fields.refuseOthers();
        name(key, fields)
                .ifPresent(view -> targets.add(new RefreshTarget(
                        view,
                        concurrently.orElse(false),
                        timeout,
                        lockTimeout.orElse(Execution.DEFAULT_LOCK_TIMEOUT),
                        enabled.orElse(true))));
    }

    private Optional<QualifiedName> name(String key, Fields fields) {
        try {
            QualifiedName name = QualifiedName.parse(Scalars.storable(key));
            OptionalInt first = firstLine(fields.place(), name);
            if (first.isPresent()) {
                findings.add(fields.place(), "%s is there twice, first in line %d".formatted(name, first.getAsInt()));
            }
            return Optional.of(name);
        } catch (IllegalArgumentException noName) {
            findings.add(fields.place(), noName.getMessage());
            return Optional.empty();
        }
    }

    /** A view may have the name of a procedure; two procedures, or two views, may not have one name. */
    private OptionalInt firstLine(FilePlace place, QualifiedName name) {
        String section = place.path().substring(0, place.path().indexOf('.'));
        Integer first = lines.putIfAbsent(section + "." + name, place.line());
        return first == null ? OptionalInt.empty() : OptionalInt.of(first);
    }

    private void readGroup(String name, Fields fields) {
        if (name.length() > LONGEST_GROUP_NAME) {
            findings.add(fields.place(), "must have at most %d characters".formatted(LONGEST_GROUP_NAME));
        }
        Optional<Integer> sequence = fields.number("sequence");
        Optional<List<QualifiedName>> members = fields.list("members", LONGEST_NAME, true, QualifiedName::parse);
        fields.require("sequence", "members");
        fields.refuseOthers();
        if (sequence.isPresent() && members.isPresent()) {
            groups.add(new Group(name, sequence.get(), members.get()));
        }
    }
}
