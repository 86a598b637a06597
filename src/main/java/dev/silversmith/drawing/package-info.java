/** Where the boxes and arrows of a graph lie: the only package that knows the layout engine. It knows no run and no page. */
package dev.silversmith.drawing;
