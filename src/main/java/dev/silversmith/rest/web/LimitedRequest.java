package dev.silversmith.rest.web;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body may be read up to the limit and no further. */
final class LimitedRequest extends HttpServletRequestWrapper {

    private static final long MEGABYTE = 1024 * 1024;
    private static final long MOST_MEGABYTES = 2;

    /** A catalog of ten thousand procedures has some megabytes. */
    private static final long MOST_MEGABYTES_OF_A_CATALOG = 8;

    private final long mostBytes;
    private ServletInputStream stream;

    LimitedRequest(HttpServletRequest request) {
        super(request);
        mostBytes = MEGABYTE * (Paths.isCatalog(request) ? MOST_MEGABYTES_OF_A_CATALOG : MOST_MEGABYTES);
    }

    /** Whether the body says itself that it is too large. */
    boolean isTooLarge() {
        return getContentLengthLong() > mostBytes;
    }

    String refusal() {
        return "the body of this request may have at most %d MB (%d bytes)".formatted(mostBytes / MEGABYTE, mostBytes);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (stream == null) {
            stream = new LimitedStream(super.getInputStream());
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    /** Counts what is read, and throws {@link Problem#TOO_LARGE} when that is too much. */
    private final class LimitedStream extends ServletInputStream {

        private final ServletInputStream body;
        private long read;

        LimitedStream(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int one = body.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int some = body.read(bytes, offset, length);
            count(Math.max(0, some));
            return some;
        }

        private void count(int more) {
            read += more;
            if (read > mostBytes) {
                throw new ProblemException(Problem.TOO_LARGE, refusal());
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
