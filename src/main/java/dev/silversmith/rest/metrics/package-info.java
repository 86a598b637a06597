/**
 * Durations, rows and failures of procedures over time. It reads by a port and writes JSON; what scrapers ask for is in observe.
 */
package dev.silversmith.rest.metrics;
