/** How long the core and the whole take at the sizes that are promised. Figures only: what is right is tested elsewhere. */
package dev.silversmith.bench;
