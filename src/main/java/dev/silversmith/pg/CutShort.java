package dev.silversmith.pg;

/** There will be no answer of the database here: what is not known stays as it is recorded, for whoever recovers it. */
final class CutShort extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CutShort(String waitingFor) {
        super("the server ends; " + waitingFor + " is left to the recovery");
    }

    CutShort(String waitingFor, Throwable fault) {
        super("nothing more is heard here; " + waitingFor + " is left to the recovery", fault);
    }
}
