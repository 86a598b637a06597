package dev.silversmith.pg;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A snapshot of PostgreSQL's and the database that it was taken of.
 *
 * @param database who it is: eight hexadecimal digits
 * @param snapshot as {@code pg_snapshot} is written
 * @param oldest the first transaction that had not ended
 * @param next the first that had not begun
 */
record Position(String database, String snapshot, long oldest, long next) {

    private static final int LONGEST = 100_000;

    /** Who looks further back cannot be answered: a row knows only the last 32 bits of its transaction. */
    private static final long FARTHEST = 1L << 30;

    /** Transactions before this one are PostgreSQL's own. */
    private static final long FIRST = 3;

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{8}):((\\d{1,18}):(\\d{1,18}):((?:\\d{1,18}(?:,\\d{1,18})*)?))");

    /** Reads what {@link #toString} wrote; empty if it is anything else, whoever made it up. */
    static Optional<Position> read(String text) {
        Matcher parts = FORM.matcher(text.length() <= LONGEST ? text : "");
        if (!parts.matches()) {
            return Optional.empty();
        }
        Position read = new Position(
                parts.group(1), parts.group(2), Long.parseLong(parts.group(3)), Long.parseLong(parts.group(4)));
        return read.isWhole(parts.group(5)) ? Optional.of(read) : Optional.empty();
    }

    private boolean isWhole(String underWay) {
        if (oldest < FIRST || next < oldest) {
            return false;
        }
        long[] ids = Arrays.stream(underWay.split(","))
                .filter(id -> !id.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        long before = oldest - 1;
        for (long id : ids) {
            if (id <= before || id >= next) {
                return false;
            }
            before = id;
        }
        return true;
    }

    /** Whether what has changed from here to there can be told. */
    boolean isBefore(Position later) {
        return database.equals(later.database)
                && oldest <= later.oldest
                && next <= later.next
                && later.next - oldest < FARTHEST;
    }

    /** The last 32 bits of the oldest transaction that had not ended. */
    long oldestXid() {
        return oldest & 0xFFFF_FFFFL;
    }

    @Override
    public String toString() {
        return database + ":" + snapshot;
    }
}
