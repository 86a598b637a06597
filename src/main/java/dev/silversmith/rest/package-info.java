/**
 * The REST API below {@code /api/v1}: resources in the plural, requests read strictly, refusals as problem details. Resources call use cases
 * and queries and nothing else. No rule of the product lives here: what REST may not do, no other door may do either.
 */
package dev.silversmith.rest;
