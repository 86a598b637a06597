/**
 * The start of the product: settings, schema migration, data sources and clock. It may see every other package; nothing may see it, so
 * that no rule ever depends on how the server was started.
 */
package dev.silversmith.boot;
