/** The webhook: signed messages over HTTP. It knows nothing of runs or tables, so that what it says is decided elsewhere. */
package dev.silversmith.notify;
