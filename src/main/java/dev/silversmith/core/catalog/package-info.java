/**
 * The catalog: procedures, dependencies, parameters and groups as one consistent snapshot, and its difference to another. It knows only
 * core.shared and core.graph. Nothing about storing or reading files belongs here, so that every rule of the catalog is a plain test.
 */
package dev.silversmith.core.catalog;
