package dev.silversmith.rest.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFilterTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "/api/v1/runs", "a=1&b=%20%2F%25", "q=Gr%C3%BC%c3%9fe", "q=%F0%9F%98%80+x", "%41"})
    void text_in_utf_8_is_clean(String part) {
        assertThat(AddressFilter.isClean(part)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=%00",
                "q=a\0b",
                "q=%",
                "q=%4",
                "q=%zz",
                "q=%+1",
                "q=%ff",
                "q=%c0%af",
                "q=%ed%a0%80",
                "q=%f0%9f%98",
                "q=%-1",
                "q=\u0661",
                "q=%\uff11\uff11"
            })
    void everything_else_is_not(String part) {
        assertThat(AddressFilter.isClean(part)).isFalse();
    }
}
