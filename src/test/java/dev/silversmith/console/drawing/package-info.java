/** Tests of the drawings without a server. */
package dev.silversmith.console.drawing;
