package dev.silversmith.rest.openapi;

import dev.silversmith.app.port.NotificationView;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.run.LogLevel;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Schemas of fields that have one of a set of words, which the code knows. */
final class Words {

    private Words() {}

    static void addTo(OpenAPI api) {
        add(api, "RunStatus", RunStatus.values(), RunStatus::word);
        add(api, "StepStatus", StepStatus.values(), StepStatus::word);
        add(api, "ResetStatus", ResetStatus.values(), ResetStatus::word);
        add(api, "NotificationStatus", NotificationView.Status.values(), NotificationView.Status::word);
        add(api, "Mode", Mode.values(), Mode::word);
        add(api, "TransactionScope", TransactionScope.values(), TransactionScope::word);
        add(api, "Kind", Kind.values(), Kind::word);
        add(api, "LogLevel", LogLevel.values(), LogLevel::word);
        add(api, "WatermarkType", WatermarkType.values(), WatermarkType::word);
        add(api, "Bound", Watermark.Bound.values(), Watermark.Bound::word);
        add(api, "ParameterSource", ParameterSource.values(), ParameterSource::word);
        add(api, "RefreshTrigger", RefreshLink.Trigger.values(), RefreshLink.Trigger::word);
        add(api, "Trigger", RunQueries.RunFilter.TRIGGERS.toArray(new String[0]), Function.identity());
        add(api, "ProblemType", Problem.values(), Problem::type);
    }

    private static <T> void add(OpenAPI api, String name, T[] values, Function<T, String> word) {
        api.getComponents()
                .addSchema(name, oneOf(Arrays.stream(values).map(word).toList()));
    }

    /** A text that is one of some words. */
    static Schema oneOf(List<String> words) {
        Schema schema = OASFactory.createSchema().addType(Schema.SchemaType.STRING);
        words.forEach(schema::addEnumeration);
        return schema;
    }
}
