package dev.silversmith.store;

import dev.silversmith.app.port.CurrentStates;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads runs and attempts whose ids are known. */
@ApplicationScoped
public class JpaCurrentStates implements CurrentStates {

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    @Override
    public List<RunView> runs(Set<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return new RunViews(entities)
                .of(entities.createQuery("select r from Run r where r.id in :ids", RunRow.class)
                        .setHint(JpaRunQueries.READ_ONLY, true)
                        .setHint(JpaRunQueries.REFRESH, true)
                        .setParameter("ids", ids)
                        .getResultList());
    }

    @Override
    public List<StepView> attempts(Set<UUID> ids) {
        return ids.isEmpty() ? List.of() : StepRows.of(entities, "s.id in :key", ids);
    }
}
