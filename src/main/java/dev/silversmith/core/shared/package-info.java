/**
 * Names, identifiers, literals and the product's one exception, used by every other package. It knows only Java. No rule of a feature
 * belongs here: it would be in everybody's way.
 */
package dev.silversmith.core.shared;
