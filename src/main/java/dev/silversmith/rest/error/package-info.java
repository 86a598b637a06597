/**
 * Turns every refusal and fault inside Jakarta REST into problem details. What was not foreseen is logged under an incident id and told
 * without a word of the exception.
 */
package dev.silversmith.rest.error;
