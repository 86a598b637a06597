/** Tests of the console in a real browser against the real server. */
package dev.silversmith.browser;
