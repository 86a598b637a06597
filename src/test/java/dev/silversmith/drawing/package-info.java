/** Tests of layouts. */
package dev.silversmith.drawing;
