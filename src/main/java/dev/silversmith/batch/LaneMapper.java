package dev.silversmith.batch;

import dev.silversmith.app.port.EngineSettings;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Properties;

/**
 * Makes one partition per lane, and no more than this server has lanes: the plan may come from another one. A restart makes them anew, for
 * what is left to do has changed.
 */
@Named("laneMapper")
@Dependent
public class LaneMapper implements PartitionMapper {

    @Inject
    @BatchProperty(name = "lanes")
    private String lanes;

    @Inject
    private EngineSettings settings;

    @Override
    public PartitionPlan mapPartitions() {
        return plan(Integer.parseInt(lanes), settings.maxLanes());
    }

    static PartitionPlan plan(int wanted, int most) {
        int count = Math.min(wanted, most);
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
