package dev.silversmith.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "j\u00fcrgen",
                "J\u00dcRGEN",
                " j\u00fcrgen ",
                "j\u00fcrgen\u00a0",
                "ju\u0308rgen",
                "JU\u0308RGEN",
                "\uff4a\u00fc\uff52\uff47\uff45\uff4e",
                "\tj\u00fcrgen\n"
            })
    void one_person_in_every_spelling(String name) {
        assertThat(Person.same("j\u00fcrgen", name)).isTrue();
        assertThat(Person.same(name, "j\u00fcrgen")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "kim, k\u0131m",
        "kim, K\u0130M",
        "ali\u200bce, alice",
        "al\u00adice, alice",
        "\ufeffalice, ALICE\ufe0f",
        "\u03b1\u03c2, \u03b1\u03c3",
        "stra\u00dfe, STRASSE"
    })
    void what_directories_take_for_one_name_is_one_person(String one, String other) {
        assertThat(Person.same(one, other)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jurgen", "j\u00fcrgen2", "j \u00fcrgen", "", "bob"})
    void other_people_are_others(String name) {
        assertThat(Person.same("j\u00fcrgen", name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u00a0", "\u3000", "\u200b"})
    void blanks_are_nobody(String name) {
        assertThat(Person.isNobody(name)).isTrue();
    }

    @Test
    void a_reason_is_ten_characters_without_its_blanks_in_any_form() {
        assertThat(Reason.isEnough("ten chars!")).isTrue();
        assertThat(Reason.isEnough("  nine char \u3000")).isFalse();
        assertThat(Reason.isEnough("\ufdfa"))
                .as("one character that stands for eighteen")
                .isFalse();
        assertThat(Reason.isEnough("e\u0301".repeat(5)))
                .as("five letters with their accents")
                .isFalse();
        assertThat(Reason.isEnough("\ud83d\ude00".repeat(9))).isFalse();
        assertThat(Reason.isEnough("\ud83d\ude00".repeat(10))).isTrue();
    }
}
