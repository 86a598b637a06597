/**
 * The life of a run and its steps: states, which change into which, what becomes ready or is skipped after each outcome. It knows the
 * plan and Java. No clock, no thread and no database comes in, so that every outcome can be tried in a plain test.
 */
package dev.silversmith.core.run;
