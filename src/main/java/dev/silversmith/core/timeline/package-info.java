/**
 * When the steps of a run happened, as a reader wants to see it: on one axis without idle time, with the path that decided how long the
 * run took. It knows the plan, the statuses and Java; what time it is comes in from outside.
 */
package dev.silversmith.core.timeline;
