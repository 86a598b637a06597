/**
 * The catalog as a YAML 1.2 file: read with every mistake at once, each at its path and line, and written in one canonical form. It knows
 * the core, the ports and SnakeYAML Engine's nodes. No object is ever built by the YAML library: a file cannot name classes.
 */
package dev.silversmith.yaml;
