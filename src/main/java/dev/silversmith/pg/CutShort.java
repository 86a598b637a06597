package dev.silversmith.pg;

/** The server ends before the database has answered: what is not known stays as it is recorded, for whoever recovers it. */
final class CutShort extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CutShort(String waitingFor) {
        super("the server ends; " + waitingFor + " is left to the recovery");
    }
}
