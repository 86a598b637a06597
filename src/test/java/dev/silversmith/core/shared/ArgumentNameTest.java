package dev.silversmith.core.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArgumentNameTest {

    @Test
    void the_text_form_is_read_again_whatever_the_names_hold() {
        ArgumentName odd = new ArgumentName(new QualifiedName("s", "a.b"), "P \"q\".r");

        assertThat(odd).hasToString("s.\"a.b\".\"P \"\"q\"\".r\"");
        assertThat(ArgumentName.parse(odd.toString())).isEqualTo(odd);
        assertThat(ArgumentName.parse("S.X.P_day")).isEqualTo(new ArgumentName(QualifiedName.parse("s.x"), "p_day"));
    }

    @Test
    void two_parts_are_no_argument() {
        assertThatThrownBy(() -> ArgumentName.parse("s.x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'s.x' is not of the form schema.name.parameter");
    }
}
