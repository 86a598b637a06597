package dev.silversmith.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;

/** What a user may do; the server's configuration maps each role to users and groups, by default to the group of the same name. */
public enum Role {
    /** Sees everything but the audit trail; every other role includes it. */
    VIEWER,
    /** Edits the catalog, requests incremental runs. */
    ENGINEER,
    /** Requests, cancels and resumes runs. */
    OPERATOR,
    /** Gives the second person's word on a full refresh. */
    APPROVER,
    /** Reads the audit trail. */
    AUDITOR,
    /** Has every role; may yet not approve a request of their own. */
    ADMIN;

    /** The word in the server's configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether a user has this role, directly or by another one that includes it.
     *
     * @param granted whether the server granted the user the role of a word
     */
    public boolean isHeld(Predicate<String> granted) {
        if (granted.test(word()) || granted.test(ADMIN.word())) {
            return true;
        }
        return this == VIEWER && Arrays.stream(values()).map(Role::word).anyMatch(granted);
    }
}
