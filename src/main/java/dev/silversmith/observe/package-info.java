/**
 * Health, and later metrics: what machines ask. It knows the ports and MicroProfile's health API. Nothing here changes anything.
 */
package dev.silversmith.observe;
