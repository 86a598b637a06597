package dev.silversmith.drawing;

import dev.silversmith.drawing.GraphShape.Arrow;
import dev.silversmith.drawing.GraphShape.Box;
import dev.silversmith.drawing.GraphShape.Direction;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Layouts by the engine, kept for those who ask again. A shape that the engine cannot place in time, or at all, gets the plain layout: a
 * page is never kept waiting for the beauty of its graph.
 */
@ApplicationScoped
public class GraphLayouts implements GraphLayout {

    private static final Logger LOG = Logger.getLogger(GraphLayouts.class.getName());

    private static final int MOST_KEPT = 64;
    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final Duration MOST_WORK = Duration.ofSeconds(20);
    private static final int WARM_UP_BOXES = 40;

    /** Places a shape, unless it is told to give up. */
    interface Engine {
        Layout place(GraphShape shape, BooleanSupplier givenUp);
    }

    @Resource
    private ManagedExecutorService threads;

    private final Engine engine;
    private final Executor executor;
    private final Duration patience;

    /** The least recently asked for first. */
    private final Map<GraphShape, Work> kept = new LinkedHashMap<>(MOST_KEPT, 0.75f, true);

    public GraphLayouts() {
        this(ElkLayout::place, null, PATIENCE);
    }

    /** @param executor null for the server's */
    GraphLayouts(Engine engine, Executor executor, Duration patience) {
        this.engine = engine;
        this.executor = executor;
        this.patience = patience;
    }

    @Override
    public Layout place(GraphShape shape) {
        return shape.boxes().isEmpty() ? PlainLayout.place(shape) : work(shape).result();
    }

    /** Loads the engine, so that the first page with a graph need not wait for it. */
    public void warmUp() {
        List<Box> boxes = IntStream.range(0, WARM_UP_BOXES)
                .mapToObj(place -> new Box(200, 50, place / 20))
                .toList();
        List<Arrow> arrows = IntStream.range(1, WARM_UP_BOXES)
                .mapToObj(place -> new Arrow(place / 2, place))
                .filter(arrow -> arrow.from() != arrow.to())
                .toList();
        place(new GraphShape(boxes, arrows, Direction.RIGHT));
    }

    private Work work(GraphShape shape) {
        Work work;
        synchronized (kept) {
            work = kept.get(shape);
            if (work != null) {
                return work;
            }
            work = new Work(shape);
            kept.put(shape, work);
            if (kept.size() > MOST_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        work.begin();
        return work;
    }

    private void forget(Work work) {
        synchronized (kept) {
            kept.remove(work.shape, work);
        }
    }

    /** The layout of one shape, under way or done. */
    private final class Work {

        private final GraphShape shape;
        private final FutureTask<Layout> task;
        private volatile long begun;
        private volatile boolean late;

        Work(GraphShape shape) {
            this.shape = shape;
            this.task = new FutureTask<>(this::place);
        }

        void begin() {
            begun = System.nanoTime();
            try {
                (executor == null ? threads : executor).execute(task);
            } catch (RejectedExecutionException busy) {
                LOG.log(Level.FINE, "no thread for the layout of a graph", busy);
                task.cancel(false);
                forget(this);
            }
        }

        private Layout place() {
            try {
                return engine.place(shape, () -> System.nanoTime() - begun > MOST_WORK.toNanos());
            } catch (RuntimeException | LinkageError fault) {
                LOG.log(
                        Level.WARNING,
                        "a graph of %d boxes is drawn plainly: its layout failed"
                                .formatted(shape.boxes().size()),
                        fault);
                return PlainLayout.place(shape);
            }
        }

        /** Who asks after somebody has waited in vain does not wait. */
        Layout result() {
            try {
                return task.get(late ? 0 : patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException slow) {
                late = true;
            } catch (ExecutionException | CancellationException fault) {
                LOG.log(Level.FINE, "a graph is drawn plainly", fault);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return PlainLayout.place(shape);
        }
    }
}
