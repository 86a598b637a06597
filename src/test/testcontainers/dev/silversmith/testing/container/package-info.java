/**
 * The tests' PostgreSQL in a container, compiled and chosen by the Maven profile {@code testcontainers} only. It may use Testcontainers and
 * the test support. No test belongs here: every test runs on either server.
 */
package dev.silversmith.testing.container;
