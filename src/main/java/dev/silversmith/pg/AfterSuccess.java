package dev.silversmith.pg;

import dev.silversmith.app.port.MessageSink.Message;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.core.catalog.Maintenance;
import dev.silversmith.core.shared.Identifiers;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
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

    /** Does it all. */
    void of(MemberRecord record) {
        statements(record).forEach(statement -> tell(record, statement, execute(record, statement)));
    }

    /** Says that nothing was done, because the session was lost at the commit. */
    void notDone(MemberRecord record) {
        StepError why = StepError.of("the session was lost at the commit, so it was not done");
        statements(record).forEach(statement -> tell(record, statement, Optional.of(why)));
    }

    private static List<Maintenance> statements(MemberRecord record) {
        return record.member().procedure().execution().afterSuccess();
    }

    private void tell(MemberRecord record, Maintenance statement, Optional<StepError> failure) {
        String done = "after success: " + statement;
        call.messages()
                .accept(
                        record.member().stepId(),
                        new Message(
                                failure.isPresent() ? "warning" : "info",
                                failure.flatMap(StepError::sqlState).orElse("00000"),
                                failure.map(error -> done + " failed: " + error.message())
                                        .orElse(done),
                                failure.flatMap(StepError::detail),
                                failure.flatMap(StepError::hint),
                                Optional.empty()));
        if (failure.isPresent()) {
            record.warned(1);
            ledger.warnings(record.member().stepId(), record.warnings());
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
