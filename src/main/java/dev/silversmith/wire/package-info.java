/**
 * JSON forms of core objects, shared by the edges: what one of them writes another one reads. It knows the core, Java and JSON-P. No
 * decision is made here, and nothing of HTTP, SQL or YAML comes in.
 */
package dev.silversmith.wire;
