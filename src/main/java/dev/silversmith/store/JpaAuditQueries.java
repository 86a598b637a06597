package dev.silversmith.store;

import dev.silversmith.app.port.AuditQueries;
import dev.silversmith.app.port.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Optional;

/** Reads of the audit trail. */
@ApplicationScoped
public class JpaAuditQueries implements AuditQueries {

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    @Override
    public Page<AuditView> events(AuditFilter filter, int limit, Optional<String> cursor) {
        return new AuditWalk(filter).page(entities, limit, cursor);
    }
}
