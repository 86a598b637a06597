package dev.silversmith.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A row of {@code transformation_parameter}: a parameter's value or source, for every mode or for one. */
@Entity(name = "Parameter")
@Table(schema = "silversmith", name = "transformation_parameter")
class ParameterRow extends ConfigurationRow {

    @Column(name = "procedure_id", updatable = false)
    UUID procedureId;

    @Column(name = "name", updatable = false)
    String name;

    /** Null for every mode. */
    @Column(name = "mode", updatable = false)
    String mode;

    @Column(name = "data_type")
    String dataType;

    @Column(name = "source")
    String source;

    /** JSON text; null unless the source is a constant. */
    @Column(name = "value")
    String value;

    /** Name of a configuration property; null unless the source is a secret. */
    @Column(name = "secret")
    String secret;

    @Column(name = "ordinal")
    int ordinal;

    /** Whose row it is within its procedure. */
    record Key(String name, String mode) {}

    Key key() {
        return new Key(name, mode);
    }

    /** Takes over what another row of the same key says; answers whether that changed anything. */
    boolean take(ParameterRow wanted) {
        List<Object> before = state();
        dataType = wanted.dataType;
        source = wanted.source;
        value = wanted.value;
        secret = wanted.secret;
        ordinal = wanted.ordinal;
        return !before.equals(state());
    }

    private List<Object> state() {
        return Arrays.asList(dataType, source, value, secret, ordinal);
    }
}
