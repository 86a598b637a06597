package dev.silversmith.pg;

import dev.silversmith.app.port.UnitCall.MemberCall;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.run.BoundArgument;
import dev.silversmith.core.run.Window;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What one member's attempt comes to, gathered while it is executed. */
final class MemberRecord {

    private final MemberCall member;
    private RoutineCall routine;
    private Optional<String> before = Optional.empty();
    private Optional<Window> window = Optional.empty();
    private Returned returned = Returned.NOTHING;
    private int warnings;

    MemberRecord(MemberCall member) {
        this.member = member;
        this.routine = RoutineCall.of(member.procedure(), member.arguments());
    }

    MemberCall member() {
        return member;
    }

    RoutineCall routine() {
        return routine;
    }

    Optional<Watermark> watermark() {
        return member.procedure().execution().watermark();
    }

    /** Notes where the watermark stands, before anything is done with it. */
    void stands(Optional<String> stored) {
        before = stored;
    }

    /** Gives the call its window. */
    void window(Watermark watermark, Mode mode, Optional<String> evaluated) throws SQLException {
        try {
            Window known = Window.of(watermark, mode, before, evaluated);
            window = Optional.of(known);
            routine = routine.within(known);
        } catch (IllegalArgumentException otherType) {
            throw new UnitFault(otherType.getMessage(), otherType);
        }
    }

    void returned(Returned value) {
        returned = value;
    }

    Returned returned() {
        return returned;
    }

    void warned(int count) {
        warnings += count;
    }

    /** Messages of level WARNING so far. */
    int warnings() {
        return warnings;
    }

    /** Where the watermark stood; empty before the first load, and where there is none. */
    Optional<String> before() {
        return before;
    }

    /** Where the watermark goes; empty if it stays. */
    Optional<String> end() {
        return returned.end().or(() -> window.flatMap(Window::end));
    }

    /** The arguments with all that is known of them; a bound that is not known yet is left out. */
    List<BoundArgument> arguments() {
        return window.map(known -> member.arguments().stream()
                        .map(argument -> argument.within(known))
                        .toList())
                .orElseGet(() -> member.arguments().stream()
                        .filter(argument -> !argument.origin().isWatermark())
                        .toList());
    }
}
