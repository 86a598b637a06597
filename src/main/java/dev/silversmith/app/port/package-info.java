/**
 * What the use cases need from the outside, as interfaces and plain records. Each is implemented by one edge package. They know the core
 * only.
 */
package dev.silversmith.app.port;
