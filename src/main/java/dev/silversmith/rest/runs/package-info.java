/** Plans, runs, steps and their logs over HTTP. */
package dev.silversmith.rest.runs;
