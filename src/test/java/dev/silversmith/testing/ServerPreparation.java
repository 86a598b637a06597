package dev.silversmith.testing;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Prepares the in-container tests' server before the first test, where a server is there to prepare. */
public final class ServerPreparation implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty("silversmith.war") != null) {
            TestServer.prepare();
        }
    }
}
