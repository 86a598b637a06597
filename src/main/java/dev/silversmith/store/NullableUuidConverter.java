package dev.silversmith.store;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.UUID;

/** A {@code uuid} column that may be null: EclipseLink's own reading of such columns falls over a null. */
@Converter
public class NullableUuidConverter implements AttributeConverter<UUID, Object> {

    @Override
    public Object convertToDatabaseColumn(UUID id) {
        return id;
    }

    @Override
    public UUID convertToEntityAttribute(Object id) {
        return (UUID) id;
    }
}
