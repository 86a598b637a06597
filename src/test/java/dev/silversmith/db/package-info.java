/**
 * Tests of the database by itself: constraints, functions, rights and views, on a real PostgreSQL. They may use the test support and the
 * schema migration. No server and no other class of the product comes in: what holds here holds whatever the application does.
 */
package dev.silversmith.db;
