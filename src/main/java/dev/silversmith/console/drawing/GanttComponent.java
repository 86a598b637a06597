package dev.silversmith.console.drawing;

import jakarta.faces.component.FacesComponent;
import jakarta.faces.context.FacesContext;
import java.io.IOException;

/** The tag {@code s:gantt}: the Gantt chart of a run; its value is a {@link GanttModel} that is not empty. */
@FacesComponent(GanttComponent.TYPE)
public class GanttComponent extends Drawing {

    /** The component's type. */
    public static final String TYPE = "dev.silversmith.Gantt";

    @Override
    void draw(FacesContext context, Object value, Svg svg) throws IOException {
        new GanttDrawing((GanttModel) value, svg).write();
    }
}
