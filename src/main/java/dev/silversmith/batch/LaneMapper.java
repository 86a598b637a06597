package dev.silversmith.batch;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Properties;

/** Makes one partition per lane; a restart makes them anew, for what is left to do has changed. */
@Named("laneMapper")
@Dependent
public class LaneMapper implements PartitionMapper {

    @Inject
    @BatchProperty(name = "lanes")
    private String lanes;

    @Override
    public PartitionPlan mapPartitions() {
        int count = Integer.parseInt(lanes);
        Properties[] properties = new Properties[count];
        for (int lane = 0; lane < count; lane++) {
            properties[lane] = new Properties();
            properties[lane].setProperty("lane", Integer.toString(lane + 1));
        }
        PartitionPlanImpl plan = new PartitionPlanImpl();
        plan.setPartitions(count);
        plan.setThreads(count);
        plan.setPartitionsOverride(true);
        plan.setPartitionProperties(properties);
        return plan;
    }
}
