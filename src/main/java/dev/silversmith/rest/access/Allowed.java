package dev.silversmith.rest.access;

import dev.silversmith.app.Role;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The roles of which a caller needs one; on each endpoint, or on its class for all of them. Without it an endpoint lets nobody in. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Allowed {

    /** Any of these; {@link Role#VIEWER} stands for everybody with a role. */
    Role[] value();
}
