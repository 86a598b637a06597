package dev.silversmith.app.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogDoubtsTest {

    @ParameterizedTest
    @CsvSource({
        "kind,                   /procedures/s.x/parameters/p,             false",
        "kind,                   /procedures/s.x,                          false",
        "kind,                   /procedures/s.x/kind,                     true",
        "parameters.p.typ,       /procedures/s.x/parameters/p,             true",
        "parameters.p.typ,       /procedures/s.x/parameters/p/value,       true",
        "parameters.p.typ,       /procedures/s.x/parameters/p2,            false",
        "parameters.p.typ,       /procedures/s.y/parameters/p,             false",
        "parameters.p.typ,       /groups/s.x/parameters/p,                 false",
        "modes.ful,              /procedures/s.x/parameters/p,             true",
        "watermark,              /procedures/s.x/parameters/p,             true",
        "watermark.lookback,     /procedures/s.x/watermark/upperBound,     true",
        "searchPath,             /procedures/s.x/watermark/upperBound,     true",
        "searchPath,             /procedures/s.x/expect/query,             true",
        "searchPath,             /procedures/s.x/afterSuccess,             false",
        "dependsOn,              /procedures/s.x/dependsOn,                true"
    })
    void only_what_may_follow_from_a_mistake_is_in_doubt(String mistake, String pointer, boolean inDoubt) {
        CatalogDoubts doubts = new CatalogDoubts(Map.of("s.x", Set.of(mistake)));

        assertThat(doubts.concern(new Violation(pointer, "wrong"))).isEqualTo(inDoubt);
    }
}
