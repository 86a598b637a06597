package dev.silversmith.drawing;

/** Finds a place for everything in a graph. */
public interface GraphLayout {

    /** The same layout for the same shape. */
    Layout place(GraphShape shape);
}
