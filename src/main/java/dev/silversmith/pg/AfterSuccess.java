package dev.silversmith.pg;

import dev.silversmith.app.port.MessageSink.Message;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.core.catalog.Maintenance;
import dev.silversmith.core.shared.Identifiers;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What follows a commit, each statement by itself: VACUUM wants no transaction around it. None can undo the success; one that fails, or does
 * nothing and says so in a warning, is a warning of the step.
 */
final class AfterSuccess {

    private final UnitCall call;
    private final UnitSession session;
    private final StepLedger ledger;

    AfterSuccess(UnitCall call, UnitSession session, StepLedger ledger) {
        this.call = call;
        this.session = session;
        this.ledger = ledger;
    }

    void of(MemberRecord record) {
        for (Maintenance maintenance : record.member().procedure().execution().afterSuccess()) {
            Optional<StepError> failure = execute(record, maintenance);
            String level = failure.isPresent() ? "warning" : "info";
            String text = failure.map(error -> "after success: %s failed: %s".formatted(maintenance, error.message()))
                    .orElse("after success: %s".formatted(maintenance));
            String state = failure.flatMap(StepError::sqlState).orElse("00000");
            call.messages()
                    .accept(
                            record.member().stepId(),
                            new Message(
                                    level,
                                    state,
                                    text,
                                    failure.flatMap(StepError::detail),
                                    failure.flatMap(StepError::hint),
                                    Optional.empty()));
            if (failure.isPresent()) {
                record.warned(1);
                ledger.warnings(record.member().stepId(), record.warnings());
            }
        }
    }

    /** The first message that says that something was not done; an index or statistics of an expression may raise others. */
    private static Optional<SQLWarning> warning(SQLWarning first) {
        return Stream.iterate(first, Objects::nonNull, SQLWarning::getNextWarning)
                .filter(message -> MessageDrain.level(message).equals("warning"))
                .findFirst();
    }

    private Optional<StepError> execute(MemberRecord record, Maintenance maintenance) {
        long lockTimeout = record.member().procedure().execution().lockTimeout().toMillis();
        String statement = "%s %s.%s"
                .formatted(
                        maintenance.command().words(),
                        Identifiers.quote(maintenance.table().schema()),
                        Identifiers.quote(maintenance.table().name()));
        try {
            return session.executePlain(plain -> {
                plain.execute("set lock_timeout = " + lockTimeout);
                plain.clearWarnings();
                plain.execute(statement);
                return warning(plain.getWarnings()).map(PgErrors::describe);
            });
        } catch (SQLException failed) {
            return Optional.of(PgErrors.describe(failed));
        }
    }
}
