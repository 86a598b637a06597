package dev.silversmith.yaml;

import dev.silversmith.app.port.CatalogFormat;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The catalog file of the contract, version 1.
 *
 * <p>What is written is canonical: names sorted, defaults left out, texts quoted only where YAML wants it. Numbers are read into their plain
 * decimal form, so that {@code 1e3} comes back as {@code 1000}.
 */
@ApplicationScoped
public class YamlCatalogFormat implements CatalogFormat {

    @Override
    public Catalog read(String file) {
        Findings findings = new Findings();
        Optional<Node> root = YamlTree.parse(file, findings);
        findings.refuseIfAny();
        Catalog catalog = new CatalogReader(findings).read(root.orElseThrow());
        findings.refuseIfAny();
        return catalog;
    }

    @Override
    public ProblemException locate(String file, ProblemException refusal) {
        return YamlTree.parse(file, new Findings())
                .map(root -> YamlPlaces.locate(root, refusal))
                .orElse(refusal);
    }

    @Override
    public String write(Catalog catalog) {
        return CatalogWriter.write(catalog);
    }
}
