/** The image and what it is run with: the same server package is started as the Dockerfile says, and operated. */
package dev.silversmith.image;
