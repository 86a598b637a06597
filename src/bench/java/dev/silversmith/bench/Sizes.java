package dev.silversmith.bench;

/** How many procedures a catalog has: what is promised, and a tenth of it to see how a figure grows. */
final class Sizes {

    static final int FULL = 10_000;
    static final int SMALL = 1_000;

    private Sizes() {}
}
