package dev.silversmith.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The pictures of the console in the README. Beside each lies the outline of its page: headings, buttons, fields and columns as a screen reader
 * tells them. When a page's outline is another one than its picture's, the picture is stale and the test fails;
 * {@code mvn verify -Dit.test=WalkIT -Dpictures=renew} makes them anew, for a person to look at and to commit.
 */
final class ReadmePictures {

    private static final Path FOLDER = Path.of("src/docs/images");
    private static final boolean RENEW = "renew".equals(System.getProperty("pictures"));

    private static final Pattern OUTLINED = Pattern.compile(
            "- (heading|button|columnheader|textbox|searchbox|combobox|checkbox|radio|spinbutton|tab)\\b.*");
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9,.:-]*");

    private static final Pattern SETTLED = Pattern.compile("● Live|– Not live");

    private final Page page;

    private ReadmePictures(Page page) {
        this.page = page;
    }

    static ReadmePictures of(Page page) {
        return new ReadmePictures(page);
    }

    /**
     * Compares every picture's outline with its page, or makes all of them anew.
     *
     * @param pictures addresses below {@code /console/} by the names of their pictures
     */
    void check(Map<String, String> pictures) throws IOException {
        Map<String, List<String>> now = new TreeMap<>();
        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            page.navigate("/console/" + picture.getValue());
            awaitLive();
            now.put(picture.getKey(), outline());
            if (RENEW) {
                Files.createDirectories(FOLDER);
                page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(picture.getKey() + ".png")));
                Files.write(FOLDER.resolve(picture.getKey() + ".txt"), now.get(picture.getKey()));
            }
        }
        for (Map.Entry<String, List<String>> picture : now.entrySet()) {
            assertThat(FOLDER.resolve(picture.getKey() + ".png")).exists();
            assertThat(picture.getValue())
                    .as("%s.png is stale: renew it with -Dpictures=renew and look at it", picture.getKey())
                    .isEqualTo(Files.readAllLines(FOLDER.resolve(picture.getKey() + ".txt")));
        }
    }

    /** A page that follows its subject says that it is connecting until it is. */
    private void awaitLive() {
        Locator chip = page.locator("[data-live-chip]");
        if (chip.count() > 0) {
            PlaywrightAssertions.assertThat(chip).hasText(SETTLED);
        }
    }

    /** Numbers, times and durations differ each time; the order of what runs side by side, too. */
    private List<String> outline() {
        return page.locator("body")
                .ariaSnapshot()
                .lines()
                .map(String::strip)
                .filter(line -> OUTLINED.matcher(line).matches())
                .map(line -> NUMBER.matcher(line).replaceAll("#"))
                .distinct()
                .sorted()
                .toList();
    }
}
