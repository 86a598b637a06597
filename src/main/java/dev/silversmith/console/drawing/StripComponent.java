package dev.silversmith.console.drawing;

import jakarta.faces.component.FacesComponent;
import jakarta.faces.context.FacesContext;
import java.io.IOException;

/** The tag {@code s:strip}: the runs of the last hours or days; its value is a {@link StripModel}. */
@FacesComponent(StripComponent.TYPE)
public class StripComponent extends Drawing {

    /** The component's type. */
    public static final String TYPE = "dev.silversmith.Strip";

    @Override
    void draw(FacesContext context, Object value, Svg svg) throws IOException {
        new StripDrawing((StripModel) value, svg).write();
    }
}
