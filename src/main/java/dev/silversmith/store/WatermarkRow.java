package dev.silversmith.store;

import dev.silversmith.app.port.WatermarkView;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.Watermark.Bound;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A row of {@code transformation_watermark}; its value is moved by the units alone. */
@Entity(name = "Watermark")
@Table(schema = "silversmith", name = "transformation_watermark")
class WatermarkRow extends ConfigurationRow {

    @Column(name = "procedure_id", updatable = false)
    UUID procedureId;

    @Column(name = "declared")
    boolean declared;

    @Column(name = "data_type")
    String dataType;

    @Column(name = "initial_value")
    String initialValue;

    @Column(name = "upper_bound_sql")
    String upperBoundSql;

    @Column(name = "out_parameter")
    String outParameter;

    @Column(name = "lookback")
    String lookback;

    @Column(name = "lower_inclusive")
    boolean lowerInclusive;

    @Column(name = "upper_inclusive")
    boolean upperInclusive;

    /** Where the last load ended; null before the first. */
    @Column(name = "value", insertable = false, updatable = false)
    String value;

    @Column(name = "advanced_at", insertable = false, updatable = false)
    Instant advancedAt;

    @Column(name = "advanced_by_step_id", insertable = false, updatable = false)
    @Convert(converter = NullableUuidConverter.class)
    UUID advancedByStepId;

    /** Takes over a declaration; answers whether that changed anything. */
    boolean take(Watermark watermark) {
        List<Object> before = state();
        declared = true;
        dataType = watermark.type().word();
        initialValue = watermark.initial().orElse(null);
        upperBoundSql = watermark.upperBound().orElse(null);
        outParameter = watermark.out().orElse(null);
        lookback = watermark.lookback().orElse(null);
        lowerInclusive = watermark.lower() == Bound.INCLUSIVE;
        upperInclusive = watermark.upper() == Bound.INCLUSIVE;
        return !before.equals(state());
    }

    /** Notes that the catalog declares it no more; answers whether that is news. */
    boolean undeclare() {
        boolean news = declared;
        declared = false;
        return news;
    }

    private List<Object> state() {
        return Arrays.asList(
                declared,
                dataType,
                initialValue,
                upperBoundSql,
                outParameter,
                lookback,
                lowerInclusive,
                upperInclusive);
    }

    WatermarkType type() {
        return WatermarkType.ofWord(dataType).orElseThrow();
    }

    Watermark toWatermark() {
        return new Watermark(
                type(),
                Optional.ofNullable(initialValue),
                Optional.ofNullable(upperBoundSql),
                Optional.ofNullable(outParameter),
                Optional.ofNullable(lookback),
                bound(lowerInclusive),
                bound(upperInclusive));
    }

    WatermarkView toView(QualifiedName procedure) {
        return new WatermarkView(
                procedure,
                toWatermark(),
                declared,
                Optional.ofNullable(value),
                Optional.ofNullable(advancedAt),
                Optional.ofNullable(advancedByStepId));
    }

    private static Bound bound(boolean inclusive) {
        return inclusive ? Bound.INCLUSIVE : Bound.EXCLUSIVE;
    }
}
