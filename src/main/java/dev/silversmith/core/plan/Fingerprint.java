package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.shared.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A SHA-256 over everything that decides what a plan will execute; not over how long that is expected to take, nor over how many lanes
 * share it.
 *
 * <p>Every text is preceded by its length in bytes and every list by its size, so that no two plans feed the hash with the same bytes.
 */
final class Fingerprint {

    private final MessageDigest digest;

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** The fingerprint in lower-case hex. */
    static String of(
            Mode mode,
            TransactionScope scope,
            List<Stage> stages,
            Map<QualifiedName, PlannedProcedure> procedures,
            Map<QualifiedName, PlannedRefresh> refreshes) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.text("silversmith plan 2");
        fingerprint.text(mode.word());
        fingerprint.text(scope.word());
        fingerprint.list(
                stages.stream().flatMap(stage -> stage.units().stream()).toList(), fingerprint::unit);
        fingerprint.list(procedures.values(), fingerprint::procedure);
        fingerprint.list(refreshes.values(), fingerprint::refresh);
        fingerprint.own(procedures.values());
        return HexFormat.of().formatHex(fingerprint.digest.digest());
    }

    private void unit(Unit unit) {
        text(unit.name());
        text(unit.type());
        list(unit.members(), this::text);
        list(unit.dependsOn(), this::text);
    }

    private void procedure(PlannedProcedure procedure) {
        text(procedure.name());
        text(procedure.kind());
        list(procedure.parents(), this::text);
        signature(procedure.signature());
        list(procedure.arguments(), this::argument);
        execution(procedure.execution());
    }

    /** Only where there is one: a plan without has the fingerprint that it had before there could be any, and its approval holds. */
    private void own(Collection<PlannedProcedure> procedures) {
        List<PlannedProcedure> own = procedures.stream()
                .filter(procedure -> procedure.execution().transaction().isOwn())
                .toList();
        if (!own.isEmpty()) {
            list(own, procedure -> text(procedure.name()));
        }
    }

    private void refresh(PlannedRefresh refresh) {
        text(refresh.view());
        text(refresh.concurrently());
        optional(refresh.timeout());
        text(refresh.lockTimeout());
        list(refresh.links().entrySet(), link -> {
            text(link.getKey());
            text(link.getValue().trigger());
            text(link.getValue().blocking());
        });
    }

    private void execution(Execution execution) {
        list(execution.searchPath(), this::text);
        optional(execution.timeout());
        text(execution.lockTimeout());
        list(execution.watermark().stream().toList(), this::watermark);
        optional(execution.rowsOut());
        list(execution.expect().stream().toList(), expect -> {
            optional(expect.minRows());
            optional(expect.query());
        });
        list(execution.afterSuccess(), this::text);
    }

    private void watermark(Watermark watermark) {
        text(watermark.type().word());
        optional(watermark.initial());
        optional(watermark.upperBound());
        optional(watermark.out());
        optional(watermark.lookback());
        text(watermark.lower());
        text(watermark.upper());
    }

    private void signature(Signature signature) {
        text(signature.routine());
        text(signature.identity());
        text(signature.bodyHash());
        list(signature.arguments(), argument -> {
            text(argument.name());
            text(argument.type());
            text(argument.direction());
            text(argument.hasDefault());
        });
    }

    private void argument(PlannedArgument argument) {
        text(argument.name());
        text(argument.type());
        text(argument.source().word());
        text(argument.overridden());
        optional(argument.secret());
        list(argument.value().stream().toList(), value -> {
            text(value.type());
            list(value.text() == null ? List.of() : List.of(value.text()), this::text);
        });
    }

    private void optional(Optional<?> value) {
        list(value.stream().toList(), this::text);
    }

    private <T> void list(Collection<T> items, Consumer<T> each) {
        number(items.size());
        items.forEach(each);
    }

    private void text(Object value) {
        byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        digest.update(bytes);
    }

    private void number(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (value >>> shift));
        }
    }
}
