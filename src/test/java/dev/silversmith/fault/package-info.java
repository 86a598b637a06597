/**
 * The rows of the fault matrix, each a test whose name begins with the row's id: a fault is placed exactly where the row says, and when all
 * is over the oracle looks at the whole database.
 */
package dev.silversmith.fault;
