/** The outbox of the webhook: what was told, what could not be, and another try. */
package dev.silversmith.rest.notifications;
