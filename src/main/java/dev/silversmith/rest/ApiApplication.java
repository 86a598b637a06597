package dev.silversmith.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The API's root; resources and providers are found by their annotations. */
@ApplicationPath("/api/v1")
public class ApiApplication extends Application {}
