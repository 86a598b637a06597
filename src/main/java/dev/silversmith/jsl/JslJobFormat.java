package dev.silversmith.jsl;

import dev.silversmith.app.port.JobFormat;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.StringWriter;
import java.util.Iterator;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes a plan as a JSR-352 job.
 *
 * <p>A stage becomes one step: a batchlet that works as the only lane, or a partitioned one whose mapper makes as many partitions as the
 * stage has lanes. Every step may start again though it is complete, and a failed unit does not fail its batch step: the rows of the steps
 * alone say what a restart runs again. The closing step fails the job unless the run succeeded, so that it can be restarted.
 */
@ApplicationScoped
public class JslJobFormat implements JobFormat {

    private static final String NAMESPACE = "https://jakarta.ee/xml/ns/jakartaee";
    private static final String CLOSING = "closing";

    @Override
    public String write(UUID runId, Plan plan) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            job(xml, runId, plan);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("a job could not be written to memory", impossible);
        }
        return text.toString();
    }

    private static void job(XMLStreamWriter xml, UUID runId, Plan plan) throws XMLStreamException {
        line(xml, 0);
        xml.writeStartElement("job");
        xml.writeDefaultNamespace(NAMESPACE);
        xml.writeAttribute("id", "silversmith-run-" + runId);
        xml.writeAttribute("version", "2.0");
        xml.writeAttribute("restartable", "true");
        line(xml, 1);
        xml.writeStartElement("listeners");
        line(xml, 2);
        xml.writeStartElement("listener");
        xml.writeAttribute("ref", "runJobListener");
        properties(xml, 3, "runId", runId.toString());
        end(xml, 2);
        end(xml, 1);
        for (Iterator<Stage> stages = plan.stages().iterator(); stages.hasNext(); ) {
            Stage stage = stages.next();
            step(xml, runId, stage, stages.hasNext() ? name(stage.number() + 1) : CLOSING);
        }
        closing(xml, runId);
        end(xml, 0);
    }

    private static String name(int stage) {
        return "stage-" + stage;
    }

    private static void step(XMLStreamWriter xml, UUID runId, Stage stage, String next) throws XMLStreamException {
        line(xml, 1);
        xml.writeStartElement("step");
        xml.writeAttribute("id", name(stage.number()));
        xml.writeAttribute("next", next);
        xml.writeAttribute("allow-start-if-complete", "true");
        line(xml, 2);
        xml.writeStartElement("batchlet");
        xml.writeAttribute("ref", "laneBatchlet");
        boolean partitioned = stage.lanes() > 1;
        properties(
                xml,
                3,
                "runId",
                runId.toString(),
                "stage",
                Integer.toString(stage.number()),
                "lane",
                partitioned ? "#{partitionPlan['lane']}" : "1");
        end(xml, 2);
        if (partitioned) {
            partition(xml, stage.lanes());
        }
        end(xml, 1);
    }

    private static void partition(XMLStreamWriter xml, int lanes) throws XMLStreamException {
        line(xml, 2);
        xml.writeStartElement("partition");
        line(xml, 3);
        xml.writeStartElement("mapper");
        xml.writeAttribute("ref", "laneMapper");
        properties(xml, 4, "lanes", Integer.toString(lanes));
        end(xml, 3);
        end(xml, 2);
    }

    private static void closing(XMLStreamWriter xml, UUID runId) throws XMLStreamException {
        line(xml, 1);
        xml.writeStartElement("step");
        xml.writeAttribute("id", CLOSING);
        xml.writeAttribute("allow-start-if-complete", "true");
        line(xml, 2);
        xml.writeStartElement("batchlet");
        xml.writeAttribute("ref", "closingBatchlet");
        properties(xml, 3, "runId", runId.toString());
        end(xml, 2);
        line(xml, 2);
        xml.writeEmptyElement("end");
        xml.writeAttribute("on", "succeeded");
        line(xml, 2);
        xml.writeEmptyElement("fail");
        xml.writeAttribute("on", "*");
        end(xml, 1);
    }

    private static void properties(XMLStreamWriter xml, int depth, String... namesAndValues) throws XMLStreamException {
        line(xml, depth);
        xml.writeStartElement("properties");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            line(xml, depth + 1);
            xml.writeEmptyElement("property");
            xml.writeAttribute("name", namesAndValues[i]);
            xml.writeAttribute("value", namesAndValues[i + 1]);
        }
        end(xml, depth);
    }

    private static void end(XMLStreamWriter xml, int depth) throws XMLStreamException {
        line(xml, depth);
        xml.writeEndElement();
    }

    private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }
}
