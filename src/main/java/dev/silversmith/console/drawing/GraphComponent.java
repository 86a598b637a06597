package dev.silversmith.console.drawing;

import jakarta.faces.component.FacesComponent;
import jakarta.faces.context.FacesContext;
import java.io.IOException;

/** The tag {@code s:graph}: the graph of a run; its value is a {@link GraphModel}. */
@FacesComponent(GraphComponent.TYPE)
public class GraphComponent extends Drawing {

    /** The component's type. */
    public static final String TYPE = "dev.silversmith.Graph";

    @Override
    void draw(FacesContext context, Object value, Svg svg) throws IOException {
        new GraphDrawing((GraphModel) value, svg).write();
    }
}
