/** The catalog over the API. */
package dev.silversmith.rest.catalog;
