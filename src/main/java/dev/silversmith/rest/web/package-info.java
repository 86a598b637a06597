/**
 * What stands before every resource and page: transport, response headers, the log-in of the API, limits, and error pages. It knows
 * servlets only, so that it also guards what Jakarta REST never sees.
 */
package dev.silversmith.rest.web;
