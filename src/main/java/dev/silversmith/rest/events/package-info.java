/** Live updates: streams of what changes in runs, as server-sent events. */
package dev.silversmith.rest.events;
