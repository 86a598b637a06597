package dev.silversmith.jsl;

import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.testkit.Signatures;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JslJobFormatTest {

    private static final UUID RUN = UUID.fromString("01a2064e-0a0d-750f-b6d9-5f1cbbd99a40");

    private static Plan diamond() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.top"),
                aProcedure("s.left").after("s.top"),
                aProcedure("s.right").after("s.top"),
                aProcedure("s.bottom").after("s.left", "s.right"));
        return Planner.plan(catalog, aRequest().maxParallel(8).build(), Signatures.fitting(catalog), Map.of());
    }

    private static Document job() throws Exception {
        byte[] xml = new JslJobFormat().write(RUN, diamond()).getBytes(StandardCharsets.UTF_8);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    @Test
    void each_stage_is_a_step_and_the_closing_step_is_last() throws Exception {
        List<Element> steps = elements(job().getElementsByTagName("step"));

        assertThat(steps)
                .extracting(step -> step.getAttribute("id"))
                .containsExactly("stage-1", "stage-2", "stage-3", "closing");
        assertThat(steps)
                .extracting(step -> step.getAttribute("next"))
                .containsExactly("stage-2", "stage-3", "closing", "");
        assertThat(steps)
                .allMatch(step -> step.getAttribute("allow-start-if-complete").equals("true"));
    }

    @Test
    void only_a_parallel_stage_has_lanes_as_partitions() throws Exception {
        List<Element> steps = elements(job().getElementsByTagName("step"));

        assertThat(steps)
                .extracting(step -> step.getElementsByTagName("mapper").getLength())
                .containsExactly(0, 1, 0, 0);
    }

    @Test
    void the_job_fails_unless_the_run_succeeded() throws Exception {
        Document job = job();

        assertThat(((Element) job.getElementsByTagName("end").item(0)).getAttribute("on"))
                .isEqualTo("succeeded");
        assertThat(((Element) job.getElementsByTagName("fail").item(0)).getAttribute("on"))
                .isEqualTo("*");
    }

    @Test
    void the_same_plan_gives_the_same_text() {
        assertThat(new JslJobFormat().write(RUN, diamond())).isEqualTo(new JslJobFormat().write(RUN, diamond()));
    }
}
