/** Tests on the real server with the real WAR and a real PostgreSQL. */
package dev.silversmith.server;
