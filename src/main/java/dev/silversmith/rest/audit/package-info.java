/** The audit trail over HTTP: its events, and whether its chain holds. */
package dev.silversmith.rest.audit;
