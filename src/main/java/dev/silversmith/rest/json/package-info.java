/**
 * Strict reading of request bodies: every field is asked for by name and type, every mistake is told at once with its JSON pointer. No
 * binding to classes, for it drops unknown fields and takes the last of two.
 */
package dev.silversmith.rest.json;
