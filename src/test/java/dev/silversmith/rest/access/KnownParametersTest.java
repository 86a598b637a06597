package dev.silversmith.rest.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KnownParametersTest {

    static Stream<Method> endpoints() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.silversmith.rest").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isMetaAnnotatedWith(HttpMethod.class))
                        .map(JavaMethod::reflect);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void the_document_describes_every_parameter_that_an_endpoint_takes(Method endpoint) {
        Takes takes = endpoint.getAnnotation(Takes.class);
        List<String> described = Arrays.stream(endpoint.getAnnotationsByType(Parameter.class))
                .filter(parameter -> parameter.in() == ParameterIn.QUERY)
                .map(Parameter::name)
                .toList();

        assertThat(described).containsExactly(takes == null ? new String[0] : takes.value());
    }

    @Test
    void bound_and_read_parameters_are_known() throws Exception {
        assertThat(KnownParameters.declared(
                        Class.forName("dev.silversmith.rest.runs.RunResource").getMethod("list")))
                .contains("status", "q", "cursor");
        assertThat(KnownParameters.declared(Class.forName("dev.silversmith.rest.runs.RunResource")
                        .getMethod("get", String.class, String.class)))
                .containsExactly("wait");
    }
}
