package dev.silversmith.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdviceTest {

    @ParameterizedTest
    @CsvSource({
        "40P01, CONFLICT",
        "40001, CONFLICT",
        "55P03, LOCKED",
        "57014, STOPPED",
        "57P01, SESSION",
        "08006, SESSION",
        "53100, RESOURCES",
        "53300, RESOURCES",
        "25006, READ_ONLY",
        "42P01, MISSING",
        "42883, MISSING",
        "42501, RIGHTS",
        "42601, CODE",
        "23505, DATA",
        "22P02, DATA",
        "P0001, RAISED",
        "2D000, COMMITS",
        "SM003, NOT_APPROVED",
        "2BP01, DEPENDANTS",
        "25001, NOT_INSIDE",
        "25P02, EARLIER",
        "SM005, LOST",
        "SM006, UNKNOWN"
    })
    void each_known_class_has_its_advice(String sqlState, Advice advice) {
        assertThat(Advice.of(Optional.of(sqlState))).contains(advice);
    }

    @Test
    void nothing_is_said_of_what_is_not_known() {
        assertThat(Advice.of(Optional.empty())).isEmpty();
        assertThat(Advice.of(Optional.of("XX000"))).isEmpty();
        assertThat(Advice.of(Optional.of(""))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Advice.class)
    void each_advice_has_its_sentence(Advice advice) {
        ResourceBundle texts = ResourceBundle.getBundle("dev.silversmith.console.messages", Locale.ENGLISH);

        assertThat(texts.getString("advice." + advice.word())).isNotBlank();
    }

    @Test
    void conditions_have_the_names_of_pl_pgsql() {
        assertThat(Conditions.name("23505")).contains("unique_violation");
        assertThat(Conditions.name("40P01")).contains("deadlock_detected");
        assertThat(Conditions.name("53200")).contains("out_of_memory");
        assertThat(Conditions.name("SM005")).isEmpty();
    }
}
