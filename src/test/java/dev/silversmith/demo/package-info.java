/**
 * {@code mvn -Pdemo}: the product on an embedded PostgreSQL with the sample warehouse, one run, and its summary on the console. It speaks to
 * the server as any client does, by HTTP; it never calls the product's classes. No test belongs here but those of its own parts.
 */
package dev.silversmith.demo;
