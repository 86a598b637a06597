/** The drawings of the console, written by the server as SVG: the graph of a run, its Gantt chart, and the strip of the last runs. */
package dev.silversmith.console.drawing;
