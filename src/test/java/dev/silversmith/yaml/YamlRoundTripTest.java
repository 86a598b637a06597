package dev.silversmith.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Maintenance;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.wire.LiteralJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any catalog that can be kept can be written, read back and written again, to the same bytes. */
class YamlRoundTripTest {

    private final YamlCatalogFormat format = new YamlCatalogFormat();

    @Property(tries = 300)
    void a_written_catalog_reads_back_equal_and_writes_to_the_same_bytes(@ForAll("catalogs") Catalog catalog) {
        String once = format.write(catalog);

        Catalog read = ReadFile.catalog(once);

        assertThat(read).isEqualTo(catalog);
        assertThat(format.write(read)).isEqualTo(once);
    }

    @Provide
    Arbitrary<Catalog> catalogs() {
        Arbitrary<Group> groups = Combinators.combine(
                        texts(20).filter(text -> !text.isEmpty()),
                        Arbitraries.integers().between(-99, 99),
                        names().list().uniqueElements().ofMaxSize(4))
                .as(Group::new);
        Arbitrary<RefreshTarget> targets =
                Combinators.combine(names(), flags(), flags()).as(RefreshTarget::new);
        return Combinators.combine(
                        procedures().list().ofMaxSize(4),
                        groups.list().ofMaxSize(2),
                        targets.list().ofMaxSize(2))
                .as(Catalog::of);
    }

    private static Arbitrary<Procedure> procedures() {
        return Combinators.combine(
                        names(),
                        Combinators.combine(Arbitraries.of(Kind.class), texts(40), texts(20))
                                .as(Words::new),
                        Combinators.combine(flags(), flags(), flags(), flags()).as(Flags::new),
                        executions(),
                        names().list().uniqueElements().ofMaxSize(3),
                        texts(10).list().uniqueElements().ofMaxSize(3),
                        links().list().ofMaxSize(2),
                        parameters().list().ofMaxSize(3))
                .as(YamlRoundTripTest::procedure);
    }

    private static Procedure procedure(
            QualifiedName name,
            Words words,
            Flags flags,
            Execution execution,
            List<QualifiedName> parents,
            List<String> tags,
            List<RefreshLink> refresh,
            List<Parameter> parameters) {
        List<Parameter> unique = parameters.stream()
                .filter(parameter -> parameters.stream()
                                .filter(other -> other.name().equals(parameter.name()))
                                .count()
                        == 1)
                .toList();
        SortedSet<QualifiedName> dependsOn = new TreeSet<>(parents);
        return new Procedure(
                name,
                words.kind,
                words.description,
                words.owner,
                flags.enabled,
                new Modes(flags.incremental, flags.full, flags.allow),
                dependsOn,
                new TreeSet<>(tags),
                flags.full ? Optional.of(List.of("integer", "numeric(10,2)")) : Optional.empty(),
                unique,
                execution,
                flags.full ? new Retry(1, Duration.ofSeconds(5)) : Retry.NONE,
                flags.allow ? Optional.of(Duration.ofHours(26)) : Optional.empty(),
                refresh);
    }

    private static Arbitrary<Execution> executions() {
        Arbitrary<Duration> timeouts =
                Arbitraries.longs().between(1, Integer.MAX_VALUE).map(Duration::ofMillis);
        Arbitrary<Expectation> expectations = Arbitraries.oneOf(
                Arbitraries.integers()
                        .between(0, 999_999_999)
                        .map(rows -> new Expectation(Optional.of(rows), Optional.empty())),
                queries().map(query -> new Expectation(Optional.empty(), Optional.of(query))));
        Arbitrary<Maintenance> maintenance = Combinators.combine(Arbitraries.of(Maintenance.Command.class), names())
                .as(Maintenance::new);
        return Combinators.combine(
                        identifiers().list().uniqueElements().ofMaxSize(3),
                        timeouts.optional(),
                        timeouts,
                        watermarks().optional(),
                        identifiers().optional(),
                        expectations.optional(),
                        maintenance.list().uniqueElements().ofMaxSize(2),
                        Arbitraries.of(Transaction.class))
                .as(Execution::new);
    }

    private static Arbitrary<Watermark> watermarks() {
        return Combinators.combine(
                        Arbitraries.of(WatermarkType.class),
                        Arbitraries.longs().between(0, 253_000_000_000L),
                        queries(),
                        identifiers(),
                        flags(),
                        flags(),
                        flags())
                .as((type, number, query, out, atQuery, lower, initial) -> new Watermark(
                        type,
                        initial ? Optional.of(value(type, number)) : Optional.empty(),
                        atQuery ? Optional.of(query) : Optional.empty(),
                        atQuery ? Optional.empty() : Optional.of(out),
                        type.hasDistance() && lower ? Optional.of(distance(type, number)) : Optional.empty(),
                        lower ? Watermark.Bound.INCLUSIVE : Watermark.Bound.EXCLUSIVE,
                        lower && initial ? Watermark.Bound.EXCLUSIVE : Watermark.Bound.INCLUSIVE));
    }

    private static String value(WatermarkType type, long number) {
        return type == WatermarkType.TIMESTAMPTZ
                ? Instant.ofEpochSecond(number, 123_456_000).toString()
                : Long.toString(number);
    }

    private static String distance(WatermarkType type, long number) {
        return type == WatermarkType.TIMESTAMPTZ
                ? Duration.ofSeconds(number % 100_000).toString()
                : Long.toString(number);
    }

    /** Queries as they come out of the file: no blanks around them, no semicolon behind. */
    private static Arbitrary<String> queries() {
        return texts(40)
                .map(text -> text.strip().replaceAll("[;\\s]+$", "").strip())
                .filter(text -> !text.isEmpty() && ExecutionReader.query(text).equals(text));
    }

    private static Arbitrary<RefreshLink> links() {
        return Combinators.combine(
                        names(),
                        Arbitraries.of(RefreshLink.Trigger.class),
                        Arbitraries.integers().between(-9, 9),
                        flags())
                .as(RefreshLink::new);
    }

    private static Arbitrary<Parameter> parameters() {
        Arbitrary<Optional<Literal>> constants = literals().optional(0.6);
        Arbitrary<Parameter> ofValues = Combinators.combine(
                        identifiers(),
                        Arbitraries.of("text", "timestamp with time zone", "numeric(10,2)", "s.\"T\"[]"),
                        constants,
                        constants,
                        constants)
                .as((name, type, value, incremental, full) -> {
                    boolean none = value.isEmpty() && incremental.isEmpty() && full.isEmpty();
                    return Parameter.ofValues(name, type, none ? Optional.of(Literal.NULL) : value, incremental, full);
                });
        Arbitrary<Parameter> ofRun = Combinators.combine(
                        identifiers(),
                        Arbitraries.of(ParameterSource.class)
                                .filter(source -> source != ParameterSource.VALUE && source != ParameterSource.SECRET))
                .as((name, source) -> Parameter.from(name, "text", source));
        Arbitrary<Parameter> ofSecrets = Combinators.combine(
                        identifiers(), Arbitraries.of("crm.password", "API_KEY", "a-b"))
                .as((name, property) -> Parameter.ofSecret(name, "text", property));
        return Arbitraries.oneOf(ofValues, ofRun, ofSecrets);
    }

    private static Arbitrary<Literal> literals() {
        return Arbitraries.oneOf(
                texts(30).map(Literal::string),
                Arbitraries.of(
                                "yes",
                                "no",
                                "on",
                                "true",
                                "null",
                                "~",
                                "12",
                                "1e3",
                                "0x1F",
                                "",
                                " ",
                                "-",
                                ".5",
                                "2026-11-23",
                                "1:30")
                        .map(Literal::string),
                Arbitraries.bigDecimals()
                        .map(number -> LiteralJson.number(number).orElseThrow()),
                flags().map(Literal::bool),
                Arbitraries.just(Literal.NULL));
    }

    private static Arbitrary<QualifiedName> names() {
        return Combinators.combine(identifiers(), identifiers()).as(QualifiedName::new);
    }

    private static Arbitrary<String> identifiers() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withCharRange('a', 'f').ofMinLength(1).ofMaxLength(4),
                texts(12)
                        .filter(text -> !text.isEmpty()
                                && text.getBytes(StandardCharsets.UTF_8).length <= QualifiedName.MAX_IDENTIFIER_BYTES));
    }

    /** Any text that PostgreSQL can keep. */
    private static Arbitrary<String> texts(int longest) {
        return Arbitraries.oneOf(
                        Arbitraries.strings().ascii().ofMaxLength(longest),
                        Arbitraries.strings().ofMaxLength(longest),
                        Arbitraries.strings()
                                .withChars(" :#-[]{},'\"\\\n\r\t!&*%@`|>?.\u0085\u2028\uFEFFéß漢")
                                .ofMaxLength(longest))
                .filter(text -> text.indexOf('\0') < 0
                        && text.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF));
    }

    private static Arbitrary<Boolean> flags() {
        return Arbitraries.of(true, false);
    }

    private record Words(Kind kind, String description, String owner) {}

    private record Flags(boolean enabled, boolean incremental, boolean full, boolean allow) {}
}
