package dev.silversmith.rest.openapi;

import dev.silversmith.app.Role;
import dev.silversmith.rest.access.Allowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The description of the API, for whoever may use it. */
@Path("openapi")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Description")
public class OpenApiResource {

    private static final String DOCUMENT = "openapi.json";

    @GET
    @Allowed(Role.VIEWER)
    @Operation(
            summary = "The description of the API",
            description = "This document: OpenAPI 3.1, made of the code when the product was built.")
    @APIResponse(responseCode = "200", description = "The document")
    public byte[] read() throws IOException {
        try (InputStream document = OpenApiResource.class.getResourceAsStream(DOCUMENT)) {
            return document.readAllBytes();
        }
    }
}
