/**
 * The batch runtime's side: the artifacts that generated jobs name, and JobOperator behind its port. It knows the ports, the use cases and
 * Jakarta Batch. What a lane does is the use case's: here is only when.
 */
package dev.silversmith.batch;
