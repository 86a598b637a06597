/** Faults placed exactly: what lies between a server and its database, and who says afterwards whether everything that must hold did. */
package dev.silversmith.testing.fault;
