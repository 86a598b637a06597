package dev.silversmith.console.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.OverviewQueries.Span;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.timeline.RunStrip;
import dev.silversmith.core.timeline.RunStrip.StripRun;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The strip of the last runs as SVG. */
class StripDrawingTest {

    private static final Instant NOW = Instant.parse("2026-11-22T23:30:00Z");

    private static Span run(long number, String select, RunStatus status, int hoursAgo) {
        Instant from = NOW.minus(Duration.ofHours(hoursAgo));
        Optional<Instant> until = status.isFinal() ? Optional.of(from.plusSeconds(192)) : Optional.empty();
        return new Span(number, select, "", "incremental", status, from, until);
    }

    private static StripModel model(List<Span> spans) {
        return HomeDrawing.model(spans, NOW, false, "", ZoneOffset.UTC);
    }

    private static Picture draw(StripModel model) throws IOException {
        XmlWriter writer = new XmlWriter();
        new StripDrawing(model, new Svg(writer)).write();
        return Picture.of(writer.text());
    }

    @Test
    void each_run_is_a_link_that_says_everything() throws IOException {
        Picture picture = draw(model(List.of(
                run(4712, "group:finance", RunStatus.RUNNING, 1), run(4711, "group:sales", RunStatus.FAILED, 3))));

        assertThat(picture.all("//a/@href")).containsExactlyInAnyOrder("/console/run?id=4711", "/console/run?id=4712");
        assertThat(picture.all("//a/@aria-label"))
                .containsExactlyInAnyOrder(
                        "Run 4711, group:sales, failed, 2026-11-22 20:30:00 UTC, 3 min 12 s",
                        "Run 4712, group:finance, running, 2026-11-22 22:30:00 UTC, 1 h 00 min");
        assertThat(picture.all("//a/@data-live-key")).containsExactlyInAnyOrder("strip:4711", "strip:4712");
        assertThat(picture.one("/svg/@aria-label")).isEqualTo("Runs of the last 24 hours: 2");
        assertThat(picture.all("//line[@class='now']")).hasSize(1);
    }

    @Test
    void what_did_not_succeed_has_its_shape_however_short_it_was() throws IOException {
        Picture picture = draw(model(List.of(run(2, "a", RunStatus.FAILED, 2), run(1, "a", RunStatus.SUCCEEDED, 9))));

        assertThat(picture.all("//a/use/@href")).containsExactly("#icon-failed");
    }

    @Test
    void hostile_selections_are_text() throws IOException {
        String hostile = "silver.\"a<b>&'c\" </svg><script>x</script>";
        StripModel model = model(List.of(run(1, hostile, RunStatus.SUCCEEDED, 2)));

        assertThat(draw(model).one("//a/@aria-label")).contains(hostile);
        assertThat(draw(model).all("//script | //@style")).isEmpty();
        assertThat(model.lines().get(0).label()).isEqualTo(hostile);
    }

    @Test
    void a_thousand_runs_stay_small_and_are_counted_by_status() throws IOException {
        StripModel model = model(LongStream.range(0, 1000)
                .mapToObj(number -> run(1000 - number, "s", RunStatus.SUCCEEDED, (int) (number % 23) + 1))
                .toList());

        assertThat(model.legend()).containsExactly(new StripModel.Status("succeeded", 1000));
        assertThat(model.lines()).hasSize(HomeDrawing.MOST_LINES);
        assertThat(draw(model).text()).hasSizeLessThan(600_000);
    }

    @Test
    void without_runs_there_is_nothing_to_draw() {
        assertThat(model(List.of()).isDrawn()).isFalse();
        assertThat(RunStrip.of(
                                List.of(new StripRun(
                                        1, "s", RunStatus.SUCCEEDED, NOW.minusSeconds(9), Optional.of(NOW))),
                                Duration.ofDays(1),
                                NOW)
                        .lanes())
                .hasSize(1);
    }
}
