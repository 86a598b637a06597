package dev.silversmith.core.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What somebody can do about a failed step, by the class of its error. The order decides: the exact SQLSTATEs stand before their classes. */
public enum Advice {
    /** Two transactions were in each other's way. */
    CONFLICT("40001|40P01"),
    /** Somebody else held a lock for too long. */
    LOCKED("55P03"),
    /** A timeout, or somebody in the database, stopped the statement. */
    STOPPED("57014"),
    /** The session was ended from the database's side, or the network. */
    SESSION("57P|08|25P03|25P04"),
    /** Out of disk, memory or connections. */
    RESOURCES("53"),
    /** The database takes no changes. */
    READ_ONLY("25006"),
    /** A table, column, function or schema is not there. */
    MISSING("42P01|42703|42883|3F000|42704"),
    /** The warehouse login may not do it. */
    RIGHTS("42501"),
    /** Something else hangs on what the procedure wants to drop. */
    DEPENDANTS("2BP01"),
    /** An earlier statement of the transaction had failed. */
    EARLIER("25P02"),
    /** Nothing that runs inside a procedure may do it. */
    NOT_INSIDE("25001"),
    /** The SQL of the procedure is wrong. */
    CODE("42|0A|21"),
    /** The data does not fit. */
    DATA("23|22"),
    /** The procedure raised it on purpose. */
    RAISED("P0"),
    /** The procedure commits by itself. */
    COMMITS("2D"),
    /** What runs is not what was approved. */
    NOT_APPROVED("SM003"),
    /** The servers that executed it were lost too often. */
    LOST("SM005"),
    /** A procedure that commits by itself was cut short. */
    UNKNOWN("SM006"),
    /** Another server has taken the step over. */
    TAKEN_OVER("SM001");

    private final Pattern beginning;

    Advice(String beginnings) {
        this.beginning = Pattern.compile(beginnings);
    }

    /** The word in the keys of texts. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What to do about an error; empty if nothing more than its message is known.
     *
     * @param sqlState five characters; empty if the fault was not the database's
     */
    public static Optional<Advice> of(Optional<String> sqlState) {
        return sqlState.flatMap(state -> Arrays.stream(values())
                .filter(advice -> advice.beginning.matcher(state).lookingAt())
                .findFirst());
    }
}
