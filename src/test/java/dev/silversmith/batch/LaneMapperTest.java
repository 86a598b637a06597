package dev.silversmith.batch;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.batch.api.partition.PartitionPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneMapperTest {

    @ParameterizedTest
    @CsvSource({"8, 32, 8", "64, 32, 32", "8, 1, 1", "256, 256, 256"})
    void a_plan_of_another_server_gets_no_more_lanes_than_this_one_has(int lanes, int most, int expected) {
        PartitionPlan plan = LaneMapper.plan(lanes, most);

        assertThat(plan.getPartitions()).isEqualTo(expected);
        assertThat(plan.getThreads()).isEqualTo(expected);
        assertThat(plan.getPartitionProperties()).hasSize(expected);
        assertThat(plan.getPartitionProperties()[expected - 1].getProperty("lane"))
                .isEqualTo(Integer.toString(expected));
    }
}
