/** Who may call which endpoint: a rule on each, and no way in without one. */
package dev.silversmith.rest.access;
