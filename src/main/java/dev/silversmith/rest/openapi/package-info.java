/** The description of the API (OpenAPI): completed from the code while the product is built, and served as it was built. */
package dev.silversmith.rest.openapi;
