package dev.silversmith.console;

import dev.silversmith.app.port.DatabaseFacts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ResourceBundle;

/** The page {@code /console/about}: what this is, and on what it runs. */
@Named
@RequestScoped
public class AboutPage {

    private static final String BUILD = "dev.silversmith.console.build";

    private final DatabaseFacts facts;
    private String database;

    @Inject
    public AboutPage(DatabaseFacts facts) {
        this.facts = facts;
    }

    AboutPage() {
        this(null);
    }

    /** Asks the database for its version. */
    public void load() {
        database = facts.version();
    }

    /** The version of the product. */
    public String getVersion() {
        return ResourceBundle.getBundle(BUILD, Texts.LOCALE).getString("version");
    }

    public String getDatabase() {
        return database;
    }

    public String getJava() {
        return Runtime.version().toString();
    }
}
