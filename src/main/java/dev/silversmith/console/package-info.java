/**
 * The console's pages: one small bean for each, and the words in which values are said. It may use Jakarta Faces, the use cases and their
 * ports; SQL, rules about runs and anything of another edge must never come in, so that every page has its equal in the API.
 */
package dev.silversmith.console;
