/** Tests of the console's words, beans and pages without a server. */
package dev.silversmith.console;
