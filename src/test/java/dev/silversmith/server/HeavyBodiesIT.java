package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.RawSocket;
import dev.silversmith.testing.ServerHeap;
import dev.silversmith.testing.SmallServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Bodies that are much too large, in numbers, on a server with 512 MB: the heap stays as it was. */
class HeavyBodiesIT {

    private static final int BODIES = 300;
    private static final int CALLERS = 8;
    private static final byte[] CHUNK = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNKS = 160;

    @Test
    void of_300_bodies_of_10_megabytes_nothing_stays_in_the_heap() throws Exception {
        ServerHeap heap = SmallServer.get().heap();
        List<String> targets = List.of(
                "POST /api/v1/plans HTTP/1.1\r\nContent-Type: application/json\r\n",
                "POST /api/v1/runs HTTP/1.1\r\nContent-Type: application/json\r\nIdempotency-Key: heavy\r\n",
                "PUT /api/v1/catalog HTTP/1.1\r\nContent-Type: application/yaml\r\n",
                "POST /j_security_check HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        for (String target : targets) {
            send(target);
        }
        long before = heap.usedAfterCollection();

        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < BODIES; i++) {
                String target = targets.get(i % targets.size());
                answers.add(callers.submit(() -> send(target)));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isIn("HTTP/1.1 413", "closed");
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(heap.usedAfterCollection()).isLessThan(before + 20);
        assertThat(heap.mostInUse()).as("megabytes").isLessThan(300);
        assertThat(new dev.silversmith.testing.ApiClient(SmallServer.get().baseUrl(), "viewer")
                        .get("/runs")
                        .status())
                .isEqualTo(200);
    }

    /** The beginning of the answer; the server may close while the body is still being sent, and then there is none to read. */
    private static String send(String target) throws IOException {
        URI address = URI.create(SmallServer.get().baseUrl());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            String head = target + "Host: localhost\r\nTransfer-Encoding: chunked\r\n"
                    + RawSocket.authorization("engineer") + "\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            try {
                for (int i = 0; i < CHUNKS; i++) {
                    out.write((Integer.toHexString(CHUNK.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(CHUNK);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            } catch (IOException closed) {
                return "closed";
            }
        }
    }
}
