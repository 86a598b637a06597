package dev.silversmith.console.drawing;

import jakarta.faces.component.UIComponentBase;
import jakarta.faces.context.FacesContext;
import java.io.IOException;
import java.util.Map;

/** A tag that draws its value where it stands. */
abstract class Drawing extends UIComponentBase {

    abstract void draw(FacesContext context, Object value, Svg svg) throws IOException;

    @Override
    public String getFamily() {
        return "dev.silversmith.Drawing";
    }

    /** It draws by itself. */
    @Override
    public String getRendererType() {
        return null;
    }

    @Override
    public void encodeBegin(FacesContext context) throws IOException {
        super.encodeBegin(context);
        Map<String, Object> attributes = getAttributes();
        Object value = attributes.get("value");
        if (isRendered() && value != null) {
            draw(context, value, new Svg(context.getResponseWriter()));
        }
    }
}
