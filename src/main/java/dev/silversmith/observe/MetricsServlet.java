package dev.silversmith.observe;

import dev.silversmith.app.Role;
import dev.silversmith.app.port.MetricQueries.MetricsUnavailable;
import dev.silversmith.app.port.MetricSettings;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.wire.ProblemJson;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The metrics, as Prometheus text or OpenMetrics, whichever the scraper prefers; whole or, while the database is away, not at all (503).
 *
 * <p>Viewers read them, or everybody where a setting says so.
 */
public class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(MetricsServlet.class.getName());

    @Inject
    private transient Scrape scrape;

    @Inject
    private transient MetricSettings settings;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!settings.anonymous() && !Role.VIEWER.isHeld(request::isUserInRole)) {
            refuse(request, response, Problem.FORBIDDEN, "this needs the role viewer");
            return;
        }
        try {
            tell(request, response);
        } catch (RuntimeException fault) {
            answerIncident(request, response, fault);
        }
    }

    private void tell(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accepted = request.getHeader("Accept");
        ExpositionFormatWriter format = format(accepted);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            format.write(text, scrape.now(), EscapingScheme.fromAcceptHeader(accepted));
        } catch (MetricsUnavailable away) {
            LOG.log(Level.FINE, "no metrics", away);
            refuse(request, response, Problem.UNAVAILABLE, away.getMessage());
            return;
        }
        send(response, HttpServletResponse.SC_OK, format.getContentType(), text.toByteArray());
    }

    /** Scrapers that prefer the binary form name a text, too: it is not among what is served. */
    private static ExpositionFormatWriter format(String accepted) {
        ExpositionFormats formats = ExpositionFormats.init();
        return formats.getOpenMetricsTextFormatWriter().accepts(accepted)
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
    }

    private static void answerIncident(HttpServletRequest request, HttpServletResponse response, RuntimeException fault)
            throws IOException {
        UUID incident = UUID.randomUUID();
        String path = request.getRequestURI();
        LOG.log(Level.SEVERE, "incident " + incident + ": unexpected fault at " + path, fault);
        String body = ProblemJson.incident(incident, path).toString();
        send(response, Problem.INTERNAL.status(), ProblemJson.MEDIA_TYPE, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, Problem problem, String detail)
            throws IOException {
        String body = ProblemJson.of(problem, detail, request.getRequestURI()).toString();
        send(response, problem.status(), ProblemJson.MEDIA_TYPE, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
