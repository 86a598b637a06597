package dev.silversmith.core.run;

/**
 * What a request says of a full refresh beside what to run.
 *
 * @param confirmed whether the requester means it
 * @param reason why, for whoever decides; blank if none was given
 */
public record FullRefresh(boolean confirmed, String reason) {

    /** A request that says nothing. */
    public static final FullRefresh UNCONFIRMED = new FullRefresh(false, "");
}
