/**
 * Selection and order, decided before anything runs: a pure function from a catalog snapshot and a request to a plan. It knows the
 * catalog, the graph and Java. No clock, no database and no framework comes in: equal inputs must give equal bytes.
 */
package dev.silversmith.core.plan;
