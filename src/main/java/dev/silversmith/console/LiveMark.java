package dev.silversmith.console;

import dev.silversmith.app.port.ChangeQueries;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** From where a page follows what happens: marked before the page reads anything, so that no change falls between. */
@Named
@RequestScoped
public class LiveMark {

    private final ChangeQueries changes;
    private String position = "";

    @Inject
    public LiveMark(ChangeQueries changes) {
        this.changes = changes;
    }

    LiveMark() {
        this(null);
    }

    /** To be called before the page's own reading. */
    public void mark() {
        position = changes.position();
    }

    /** The position; empty if the page has marked none. */
    public String getPosition() {
        return position;
    }
}
