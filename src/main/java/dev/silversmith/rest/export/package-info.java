/** Lists as files for spreadsheets and other programs. */
package dev.silversmith.rest.export;
