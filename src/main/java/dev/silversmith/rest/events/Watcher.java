package dev.silversmith.rest.events;

import dev.silversmith.app.port.ChangeQueries.NewLine;
import dev.silversmith.app.port.StepView;
import dev.silversmith.rest.runs.StepJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Somebody who watches: what he wants, where he stands, and what he was told last. */
final class Watcher {

    /** Things of which is remembered what was told last, so that a row that was only touched is not told again. */
    private static final int REMEMBERED = 256;

    private static final Duration OVERVIEW_PAUSE = Duration.ofSeconds(1);

    private final Channel channel;
    private final Wish wish;
    private final Instant end;
    private final LogShare share = new LogShare();
    private final Map<UUID, UUID> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, UUID> eldest) {
            return size() > REMEMBERED;
        }
    };
    private Optional<String> position;
    private boolean settled;
    private Instant lastSent = Instant.EPOCH;

    /**
     * A watcher who has been told nothing here.
     *
     * @param position where another stream of his has ended
     * @param end when the stream is cut, so that whoever has lost his right to it is noticed
     */
    Watcher(Channel channel, Wish wish, Optional<String> position, Instant end) {
        this.channel = channel;
        this.wish = wish;
        this.position = position;
        this.end = end;
    }

    Wish wish() {
        return wish;
    }

    /** Where he stands; empty before the first look if he brought none. */
    synchronized Optional<String> position() {
        return position;
    }

    /** Whether he has been told here how things stand. */
    synchronized boolean isSettled() {
        return settled;
    }

    /** Whether it is time to look for him: once a second is enough for all runs. */
    synchronized boolean isDue(Instant now) {
        return wish.run().isPresent() || !now.isBefore(lastSent.plus(OVERVIEW_PAUSE));
    }

    boolean isGone() {
        return channel.isClosed();
    }

    boolean isAtEnd(Instant now) {
        return !now.isBefore(end);
    }

    void close() {
        channel.close();
    }

    /** Says that the stream is alive if it has been silent for long; who reads learns his position, too. */
    synchronized void greet(Instant now, Duration silence) {
        if (channel.isIdle() && !now.isBefore(lastSent.plus(silence))) {
            lastSent = now;
            channel.offer(List.of(Event.alive(settled ? position : Optional.empty())));
        }
    }

    /** Tells what is new; from now on he stands at another position. */
    synchronized void tell(News news, String until, Instant now) {
        List<Event> burst = new ArrayList<>();
        wish.run().ifPresentOrElse(run -> ofRun(burst, run, news, now), () -> news.runs()
                .forEach((id, json) -> add(burst, "run", id, json)));
        boolean over = wish.run().filter(news.over()::contains).isPresent();
        if (over) {
            burst.add(Event.of("end", EventJson.end(wish.run().orElseThrow())));
        }
        if (!settled && burst.isEmpty()) {
            burst.add(Event.alive(Optional.empty()));
        }
        position = Optional.of(until);
        settled = true;
        if (!burst.isEmpty()) {
            burst.set(burst.size() - 1, burst.get(burst.size() - 1).at(until));
            lastSent = now;
            channel.offer(burst);
        }
        if (over) {
            channel.finish();
        }
    }

    private void ofRun(List<Event> burst, UUID run, News news, Instant now) {
        lines(burst, news, now);
        for (StepView attempt : news.attempts()) {
            if (attempt.runId().equals(run)) {
                add(burst, "step", attempt.id(), StepJson.brief(attempt).toString());
            }
        }
        Optional.ofNullable(news.runs().get(run)).ifPresent(json -> add(burst, "run", run, json));
    }

    private void add(List<Event> burst, String name, UUID thing, String json) {
        UUID print = UUID.nameUUIDFromBytes(json.getBytes(StandardCharsets.UTF_8));
        if (!print.equals(told.remove(thing))) {
            burst.add(Event.of(name, json));
        }
        told.put(thing, print);
    }

    /** The newest lines that he may have; of the others only how many they are. */
    private void lines(List<Event> burst, News news, Instant now) {
        List<NewLine> wanted = news.lines().lines().stream()
                .filter(line -> wish.takesLinesOf(line.runId(), line.stepId()))
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        int given = share.take(now, wanted.size());
        long unread = wanted.stream()
                .map(NewLine::stepId)
                .distinct()
                .mapToLong(step -> news.lines().unread().getOrDefault(step, 0L))
                .sum();
        long skipped = unread + wanted.size() - given;
        if (skipped > 0) {
            burst.add(Event.of("skipped", EventJson.skipped(skipped)));
        }
        wanted.subList(wanted.size() - given, wanted.size())
                .forEach(line -> burst.add(Event.of("log", EventJson.line(line))));
    }
}
