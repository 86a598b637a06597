package dev.silversmith.demo;

import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;

/** The entry of the demo: Maven calls it in its own JVM before it runs the server in the foreground. */
public final class Demo {

    private Demo() {}

    /**
     * Returns when the database is up; what has to be done once the server is up, and at the end, goes on in threads of its own.
     *
     * <p>Maven closes the class loader of this class when this method returns, so those threads get one that stays open.
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        if (loader instanceof URLClassLoader) {
            loader = new URLClassLoader(((URLClassLoader) loader).getURLs(), ClassLoader.getPlatformClassLoader());
        }
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass("dev.silversmith.demo.DemoLife").getMethod("start").invoke(null);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
