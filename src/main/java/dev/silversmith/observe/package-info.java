/**
 * Health and metrics: what machines ask. It knows the ports, MicroProfile's health API and Prometheus' library. Nothing here changes anything.
 */
package dev.silversmith.observe;
