package dev.silversmith.pg;

import java.sql.SQLException;

/** What a refused connection or statement says of the database, in plain words for whoever has to put it right. */
final class Trouble {

    private Trouble() {}

    /** A sentence without names and secrets. */
    static String of(SQLException fault) {
        String state = PgErrors.sqlState(fault);
        return words(state) + (state.isEmpty() ? "" : " (SQLSTATE %s)".formatted(state));
    }

    private static String words(String state) {
        return switch (state) {
            case "28P01" -> "the database refuses the password";
            case "53300" -> "the database server has no free connection";
            case "53100" -> "the disk of the database server is full";
            case PgErrors.NO_SUCH_DATABASE -> "the database does not exist";
            case PgErrors.READ_ONLY -> "the database is read-only";
            case "57P01", "57P02", "57P03" -> "the database server is stopping, starting or recovering";
            case "42501" -> "the database refuses the login";
            case "55000" -> "the database does not accept connections";
            default -> ofClass(state);
        };
    }

    private static String ofClass(String state) {
        if (state.startsWith("08")) {
            return "the database cannot be reached";
        }
        if (state.startsWith("28")) {
            return "the database refuses the login";
        }
        if (state.startsWith("53")) {
            return "the database server is out of resources";
        }
        return state.startsWith("58") ? "the database server cannot use its files" : "the database does not answer";
    }
}
