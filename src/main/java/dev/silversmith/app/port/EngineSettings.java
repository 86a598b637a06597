package dev.silversmith.app.port;

import java.time.Duration;

/**
 * The settings that the use cases and edges need, checked at the start.
 *
 * @param serverId unique name of this server
 * @param version the product's version
 * @param warehouseUser the login that executes procedures and refreshes
 * @param maxParallel most lanes of one run
 * @param maxLanes most units of all runs at once on this server
 * @param lease after which a silent server is taken for dead
 * @param maxRecoveries how often an attempt of a procedure may be lost before the next one that is lost fails
 * @param cancelGrace after which a cancelled statement's session is ended
 * @param noticeLines messages kept per step
 * @param logRetentionMonths months for which step logs are kept
 * @param plainHttp whether http is answered instead of redirected to https
 * @param httpsPort where http is redirected to
 */
public record EngineSettings(
        String serverId,
        String version,
        String warehouseUser,
        int maxParallel,
        int maxLanes,
        Duration lease,
        int maxRecoveries,
        Duration cancelGrace,
        int noticeLines,
        int logRetentionMonths,
        boolean plainHttp,
        int httpsPort) {}
