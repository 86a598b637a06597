package dev.silversmith.console;

import dev.silversmith.app.Role;
import dev.silversmith.app.RunRequest;
import dev.silversmith.app.launch.CopyLaunch;
import dev.silversmith.app.launch.LaunchForm;
import dev.silversmith.app.launch.ReadLaunch;
import dev.silversmith.app.launch.ReadLaunch.Read;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.List;
import java.util.Optional;

/** What somebody says with the launch page: by the form, by its address, or by an earlier run. */
public final class LaunchInput {

    private final Caller caller;
    private final RunQueries runs;
    private final CopyLaunch copier;
    private final ReadLaunch reader;

    private LaunchForm form;
    private Read read;

    LaunchInput(Caller caller, RunQueries runs, CopyLaunch copier, ReadLaunch reader) {
        this.caller = caller;
        this.runs = runs;
        this.copier = copier;
        this.reader = reader;
    }

    /** Whether only what changes as somebody types is wanted. */
    public boolean isPreview() {
        return caller.said("preview").isPresent();
    }

    /** Whether this comes of a button of the form. */
    public boolean isPosted() {
        return caller.said("launch_SUBMIT").isPresent();
    }

    /** Whether an earlier run is named that does not exist. */
    boolean isLost() {
        return caller.said("from").isPresent() && copied().isEmpty();
    }

    private Optional<RunView> copied() {
        return RunAddress.find(runs, caller.said("from").orElse(null));
    }

    /** Whether anything is said yet. */
    boolean isBegun() {
        return caller.said("select").isPresent() || caller.said("from").isPresent();
    }

    /** What is written in the fields. */
    public LaunchForm getForm() {
        if (form == null) {
            LaunchForm written = LaunchFields.of(caller);
            form = caller.said("select").isPresent()
                    ? written
                    : copied().map(run -> copier.of(run).with("key", written.key()))
                            .orElse(written);
        }
        return form;
    }

    private Read read() {
        if (read == null) {
            read = reader.read(getForm(), caller.has(Role.OPERATOR));
        }
        return read;
    }

    RunRequest request() {
        return read().request();
    }

    /** What makes no sense in it; nothing of a form that nobody has written into. */
    List<Violation> mistakes() {
        return isBegun() ? read().mistakes() : List.of();
    }

    /** How many lanes a run has that says nothing of them. */
    public int getUsualLanes() {
        return reader.usualLanes();
    }

    /** The most lanes that a run may ask for. */
    public int getMostLanes() {
        return reader.mostLanes();
    }

    /** The form's address, for whoever shall see the same. */
    public String getLink() {
        return LaunchFields.link(getForm());
    }

    /** The same with the server before it. */
    public String getWholeLink() {
        return caller.base() + getLink();
    }

    /** The same request as a command line. */
    public String getCurl() {
        return CurlCommand.of(request(), getForm().key(), caller.name(), caller.base());
    }
}
