/**
 * What somebody has to see and to say before a run is requested on a page. The request itself goes the way of every other one,
 * {@link dev.silversmith.app.StartRun}; rules about selections and plans are the core's.
 */
package dev.silversmith.app.launch;
