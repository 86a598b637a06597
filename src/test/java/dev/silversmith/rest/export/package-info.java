/** Tests of lists as files. */
package dev.silversmith.rest.export;
