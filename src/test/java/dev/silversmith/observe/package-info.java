/** Tests of what machines ask. */
package dev.silversmith.observe;
