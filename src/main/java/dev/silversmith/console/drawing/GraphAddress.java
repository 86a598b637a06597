package dev.silversmith.console.drawing;

import java.util.function.UnaryOperator;

/**
 * What the address says of the graph; each is null where it says nothing.
 *
 * @param part opens one node of the collapsed graph
 * @param focus shows what lies around a step: two levels before and after
 * @param step the selected step
 * @param page which of many nodes, from 1
 * @param direction {@code TB} for downwards, anything else for to the right
 */
record GraphAddress(String part, String focus, String step, String page, String direction) {

    static final String DOWN = "TB";

    static GraphAddress of(UnaryOperator<String> parameters) {
        return new GraphAddress(
                parameters.apply("part"),
                parameters.apply("focus"),
                parameters.apply("step"),
                parameters.apply("page"),
                parameters.apply("dir"));
    }

    boolean isDown() {
        return DOWN.equals(direction);
    }
}
