package dev.silversmith.app;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.shared.Literal;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over a request after parsing and defaults, so that requests which mean the same are the same. */
final class RequestFingerprint {

    private final MessageDigest digest;

    private RequestFingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    static String of(RunRequest request) {
        RequestFingerprint print = new RequestFingerprint();
        var plan = request.plan();
        print.add(plan.mode().word());
        print.add(plan.scope().word());
        print.add(plan.select());
        print.add(plan.exclude());
        print.add(Integer.toString(plan.maxParallel()));
        print.add(Boolean.toString(request.stopOnFailure()));
        // A day that was left out stays left out: the same request means the same tomorrow.
        print.add(request.businessDate().map(Object::toString).orElse(""));
        // UTC has many names.
        print.add(request.timeZone().normalized().getId());
        plan.overrides()
                .forEach((procedure, values) -> values.forEach((name, value) -> {
                    print.add(procedure.toString());
                    print.add(name);
                    print.add(value);
                }));
        // Newer fields count only where they say something: a key outlives the release that made it. Their names have
        // no dot, so that they
        // are never taken for a procedure.
        if (request.rejectOnOverlap()) {
            print.add("onOverlap", "reject");
        }
        if (plan.mode() == Mode.FULL) {
            print.add("confirmed", Boolean.toString(request.full().confirmed()));
            print.add("reason", request.full().reason());
        }
        request.timeout().ifPresent(timeout -> print.add("timeout", Long.toString(timeout.toMillis())));
        return HexFormat.of().formatHex(print.digest.digest());
    }

    private void add(String name, String value) {
        add(name);
        add(value);
    }

    private void add(Literal value) {
        add(value.type().name());
        add(
                switch (value.type()) {
                    case NULL -> "";
                    // 4, 4.0 and 4e0 are one number.
                    case NUMBER ->
                        new BigDecimal(value.text()).stripTrailingZeros().toPlainString();
                    case STRING, BOOLEAN -> value.text();
                });
    }

    /** The length before the text keeps fields apart whatever they hold. */
    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
