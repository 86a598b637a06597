package dev.silversmith.batch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;

/** Answers with one generated job where the batch runtime looks for a file; everything else is its parent's. */
final class JobXmlClassLoader extends ClassLoader {

    private final String resource;
    private final byte[] xml;

    JobXmlClassLoader(ClassLoader parent, String jobName, String jobXml) {
        super(parent);
        this.resource = "META-INF/batch-jobs/" + jobName + ".xml";
        this.xml = jobXml.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public URL getResource(String name) {
        return name.equals(resource) ? url() : super.getResource(name);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        return name.equals(resource) ? new ByteArrayInputStream(xml) : super.getResourceAsStream(name);
    }

    private URL url() {
        try {
            return new URL("memory", "", -1, "/" + resource, new FromMemory(xml));
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException("a URL with its own handler is never malformed", impossible);
        }
    }

    private static final class FromMemory extends URLStreamHandler {

        private final byte[] content;

        FromMemory(byte[] content) {
            this.content = content;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() throws IOException {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(content);
                }
            };
        }
    }
}
