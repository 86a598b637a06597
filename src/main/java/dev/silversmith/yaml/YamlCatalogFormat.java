package dev.silversmith.yaml;

import dev.silversmith.app.port.CatalogFile;
import dev.silversmith.app.port.CatalogFormat;
import dev.silversmith.core.catalog.Catalog;
import jakarta.enterprise.context.ApplicationScoped;
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
    public CatalogFile read(String file) {
        Findings findings = new Findings();
        Node root = YamlTree.parse(file, findings).orElseThrow(findings::refusal);
        CatalogReader reader = new CatalogReader(findings);
        Catalog catalog = reader.read(root);
        return new CatalogFile(catalog, findings.mistakes(), reader.doubts(), new YamlPlaces(root));
    }

    @Override
    public String write(Catalog catalog) {
        return CatalogWriter.write(catalog);
    }
}
