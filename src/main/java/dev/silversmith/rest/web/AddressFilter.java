package dev.silversmith.rest.web;

import dev.silversmith.core.shared.Problem;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Refuses an address whose percent-encoding is no UTF-8, or holds U+0000: the first would be guessed at, the second no database can keep.
 * Of the API also one that is no URI, for Jakarta REST would stumble over it; pages take what browsers send as it was typed.
 */
public class AddressFilter implements Filter {

    private static final String DETAIL =
            "the address is not clean: its percent-encoding must be UTF-8 (two hexadecimal digits after each %) without U+0000";

    private static final String NO_URI =
            "the address or the header Host has a character that must be percent-encoded, for example | as %7C and \" as %22";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        boolean clean = isClean(asked.getRequestURI()) && isClean(asked.getQueryString());
        boolean api = Paths.isApi(asked);
        if (!clean && !api) {
            answer.sendError(HttpServletResponse.SC_BAD_REQUEST);
        } else if (!clean) {
            ProblemAnswer.send(asked, answer, Problem.MALFORMED_REQUEST, DETAIL);
        } else if (api && !isUri(asked.getRequestURL().toString(), asked.getQueryString())) {
            ProblemAnswer.send(asked, answer, Problem.MALFORMED_REQUEST, NO_URI);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isUri(String url, String query) {
        try {
            return new URI(query == null ? url : url + "?" + query).getRawPath() != null;
        } catch (URISyntaxException badlyWritten) {
            return false;
        }
    }

    /**
     * Whether a part of an address decodes to text.
     *
     * @param part as it was sent; may be null
     */
    static boolean isClean(String part) {
        if (part == null) {
            return true;
        }
        ByteBuffer decoded = ByteBuffer.allocate(part.length());
        for (int at = 0; at < part.length(); at++) {
            int one = part.charAt(at);
            if (one == '%') {
                one = at + 2 < part.length() ? hex(part.charAt(at + 1)) * 16 + hex(part.charAt(at + 2)) : -1;
                at += 2;
            }
            if (one <= 0 || one > 0xFF) {
                return false;
            }
            decoded.put((byte) one);
        }
        return isUtf8(decoded.flip());
    }

    /** The value of a hexadecimal digit, else a number so small that no sum with it is positive. */
    private static int hex(char digit) {
        int value = Character.digit(digit, 16);
        return value < 0 || digit > 'f' ? Short.MIN_VALUE : value;
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException otherCharset) {
            return false;
        }
    }
}
