package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarQueryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select max(at) from s.t",
                "select max(at) from s.t -- the newest",
                "select max(at) from s.t /* the ; newest */",
                "select max(at) from s.t where payload ? 'key' and tags ?| array['a']",
                "select max(at) from s.t where name = '{fn now()}' and \"a;b\" = 'x;y'",
                "select max(at) from s.t where note = $tag$ ; it's $tag$",
                "select max(at) from s.t where path = E'c:\\\\'",
                "values (1)",
                "with n as (select 1 as x) select x from n"
            })
    void one_query_is_put_in_brackets_and_cast(String query) throws SQLException {
        assertThat(ScalarQuery.of(query, "timestamptz"))
                .isEqualTo("select (\n" + query + "\n)::pg_catalog.timestamptz::pg_catalog.text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1); commit; select (2",
                "select 1); drop table s.t; --",
                "select 1;",
                "select '\\'); commit; select ('2'",
                "select 1 /* */); commit; select (2",
                "select $a$ $a$); commit; select ($b$ $b$",
                "select 1)); commit; ((select 2",
                "select 1), (select 2",
                "select 1) from s.t where (true",
                "select (1",
                "select 'open",
                "select 1 /* open"
            })
    void what_could_be_more_than_one_query_is_refused(String query) {
        assertThatThrownBy(() -> ScalarQuery.of(query, "int8"))
                .isInstanceOf(UnitFault.class)
                .hasMessageContaining(query);
    }
}
