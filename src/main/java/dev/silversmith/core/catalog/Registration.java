package dev.silversmith.core.catalog;

/**
 * What the database said of a procedure when it was registered; a later difference is drift.
 *
 * @param signature the argument types that identify it among overloads
 * @param bodyHash SHA-256 of its full definition, in hex
 */
public record Registration(String signature, String bodyHash) {}
