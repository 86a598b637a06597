/**
 * The use cases: one class each. Transactions and rights live here and nowhere else. They know the core and the ports; no SQL, HTTP, page or
 * batch API comes in, so that each technology can be exchanged at its edge.
 */
package dev.silversmith.app;
