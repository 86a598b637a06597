package dev.silversmith.console;

import jakarta.faces.FacesException;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.ExternalContextFactory;
import jakarta.faces.context.ExternalContextWrapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Links of a page whose address names a time zone lead to pages in the same zone. */
public class ZonedLinks extends ExternalContextFactory {

    static final String ZONE = "tz";

    /** Called by the container. */
    public ZonedLinks(ExternalContextFactory wrapped) {
        super(wrapped);
    }

    @Override
    public ExternalContext getExternalContext(Object context, Object request, Object response) throws FacesException {
        return new Zoned(getWrapped().getExternalContext(context, request, response));
    }

    // The API's own wrapper narrows a map without its types.
    @SuppressWarnings("unchecked")
    private static final class Zoned extends ExternalContextWrapper {

        Zoned(ExternalContext wrapped) {
            super(wrapped);
        }

        @Override
        public String encodeBookmarkableURL(String baseUrl, Map<String, List<String>> parameters) {
            return getWrapped()
                    .encodeBookmarkableURL(
                            baseUrl, zoned(getRequestParameterMap().get(ZONE), parameters));
        }
    }

    /** The parameters of a link with the zone, unless there is none or the link has one of its own. */
    static Map<String, List<String>> zoned(String zone, Map<String, List<String>> parameters) {
        Map<String, List<String>> own = parameters == null ? Map.of() : parameters;
        if (own.containsKey(ZONE)
                || Optional.ofNullable(zone).flatMap(Preferences::zone).isEmpty()) {
            return own;
        }
        Map<String, List<String>> with = new HashMap<>(own);
        with.put(ZONE, List.of(zone));
        return with;
    }
}
