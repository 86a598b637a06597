/**
 * JDBC to the warehouse's database: the unit protocol, claims and outcomes, runs, signatures, signals. It knows the ports, the core, the JSON
 * forms and JDBC. No decision belongs here that a plain test could make; no other package speaks SQL to the procedures.
 */
package dev.silversmith.pg;
