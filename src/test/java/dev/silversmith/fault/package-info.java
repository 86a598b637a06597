/** Faults placed exactly, on real servers: each row of the table in src/docs/faults.md is a test whose name begins with the row's id. */
package dev.silversmith.fault;
