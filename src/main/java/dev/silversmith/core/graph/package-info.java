/**
 * Directed graphs: order, cycles with their path, closure, the longest path. It knows JGraphT and Java, and no noun of the product: what
 * is proved here once holds for procedures and units alike.
 */
package dev.silversmith.core.graph;
