/** Tests of what is said before a run is requested. */
package dev.silversmith.app.launch;
