package dev.silversmith.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;

/** A row of {@code transformation_group_member}. */
@Entity(name = "GroupMember")
@Table(schema = "silversmith", name = "transformation_group_member")
class GroupMemberRow extends ConfigurationRow {

    @Column(name = "group_id", updatable = false)
    UUID groupId;

    @Column(name = "procedure_id", updatable = false)
    UUID procedureId;

    @Column(name = "sequence", updatable = false)
    int sequence;
}
