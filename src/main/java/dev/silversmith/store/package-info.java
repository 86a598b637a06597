/**
 * The catalog and the reads of runs in JPA. It knows the core, the ports and Jakarta Persistence; each table is one row class. Rows never
 * leave the package: outside there are only the core's records, which cannot be half made.
 */
package dev.silversmith.store;
