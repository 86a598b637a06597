/** What the tests put into the server's application: a door to what no client of the product can reach. */
package dev.silversmith.testing.door;
