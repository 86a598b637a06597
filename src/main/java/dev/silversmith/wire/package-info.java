/**
 * JSON forms of core objects, the same wherever they are stored or sent. It knows the core and JSON-P only, and every edge may use it; nothing
 * that decides anything belongs here.
 */
package dev.silversmith.wire;
