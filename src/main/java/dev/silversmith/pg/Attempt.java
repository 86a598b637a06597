package dev.silversmith.pg;

import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.app.port.UnitResult;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** One attempt at what shares one transaction, over as many sessions as it takes to get to its work; afterwards over one only. */
interface Attempt {

    /** The unit's name in the plan. */
    String unit();

    UnitControl control();

    /** The attempt whose advisory lock the transaction holds. */
    UUID lead();

    /** Marks it as running; false if that was refused. */
    boolean claim(Session session);

    /** Does the work up to, and without, the commit. */
    void run(UnitSession session) throws SQLException;

    /** Whether anything of the warehouse may have begun. */
    boolean called();

    /** Place of the member under way, from 0. */
    int member();

    /** The failure of the member under way. */
    UnitResult.Failed failed(StepError error);

    /** What goes with a commit, each by itself; a fault of it changes nothing. */
    List<Runnable> afterCommit(UnitSession session);

    /** As {@link #afterCommit}, where the commit's session is lost. */
    List<Runnable> afterLostCommit(UnitSession session);

    /** What its errors are told about. */
    ErrorAdvice.Subject subject();

    /** Whatever its end was. */
    void ended();
}
