<<<<<<< HEAD
/** Faults placed exactly, on real servers: each row of the table in src/docs/faults.md is a test whose name begins with the row's id. */
=======
/**
 * The rows of the fault matrix, each a test whose name begins with the row's id: a fault is placed exactly where the row says, and when all
 * is over the oracle looks at the whole database.
 */
>>>>>>> soak
package dev.silversmith.fault;
