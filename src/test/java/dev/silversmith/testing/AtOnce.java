package dev.silversmith.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many callers who start together. */
public final class AtOnce {

    private AtOnce() {}

    /**
     * Calls with 0 to {@code callers - 1}, each in a thread of its own, when all threads are there.
     *
     * @return the results in the callers' order
     */
    public static <T> List<T> call(int callers, IntFunction<T> work) {
        CountDownLatch start = new CountDownLatch(callers);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            return IntStream.range(0, callers)
                    .mapToObj(caller -> CompletableFuture.supplyAsync(() -> together(start, work, caller), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        } finally {
            threads.shutdown();
        }
    }

    private static <T> T together(CountDownLatch start, IntFunction<T> work, int caller) {
        start.countDown();
        try {
            start.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the start", interrupted);
        }
        return work.apply(caller);
    }
}
