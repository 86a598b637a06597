package dev.silversmith.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Chromium or Chrome of this machine; nothing is downloaded. */
final class LocalBrowser implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LocalBrowser.class.getName());
    private static final String NONE =
            "The browser tests are SKIPPED: there is no chromium or google-chrome on the PATH";
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private LocalBrowser(Path executable) {
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setHeadless(true)
                        .setArgs(ARGUMENTS));
    }

    /** The browser; without one the calling test is skipped, with a clear line. */
    static LocalBrowser orSkip() {
        Optional<Path> executable = executable();
        if (executable.isEmpty()) {
            LOG.warning(NONE);
        }
        Assumptions.assumeTrue(executable.isPresent(), NONE);
        return start(executable.orElseThrow());
    }

    /** The executable; empty if there is none on the path. */
    static Optional<Path> executable() {
        return NAMES.stream()
                .flatMap(LocalBrowser::onPath)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Stream<Path> onPath(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name));
    }

    static LocalBrowser start(Path executable) {
        return new LocalBrowser(executable);
    }

    /** Somebody who visits for the first time. */
    Visitor visitor(String baseUrl) {
        return new Visitor(browser.newContext(new Browser.NewContextOptions().setBaseURL(baseUrl)));
    }

    /** Somebody whose browser runs no scripts. */
    Visitor visitorWithoutScripts(String baseUrl) {
        return new Visitor(browser.newContext(
                new Browser.NewContextOptions().setBaseURL(baseUrl).setJavaScriptEnabled(false)));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
