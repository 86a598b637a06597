# The build, from sources only.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
COPY db db
COPY faces faces
COPY liberty liberty
COPY src src
# The server as "mvn liberty:run" has it; the key store's password of this build must not be everybody's.
RUN mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package liberty:create liberty:deploy \
 && rm -rf target/liberty/wlp/usr/servers/silversmith/server.env \
           target/liberty/wlp/usr/servers/silversmith/workarea \
           target/liberty/wlp/usr/servers/silversmith/logs \
           target/liberty/wlp/usr/servers/silversmith/templates \
 && mkdir -p target/liberty/wlp/usr/servers/silversmith/configDropins/overrides

FROM eclipse-temurin:17-jre
COPY --from=build --chown=1001:0 /build/target/liberty/wlp /opt/wlp
# Everything that the server writes lies in two folders, so that the rest may be read-only; group 0 for platforms that choose the user.
RUN mkdir -p /output /logs \
 && chown -R 1001:0 /output /logs \
 && chmod -R g=u /output /logs \
 && ln -s /opt/wlp/usr/servers/silversmith /config
ENV WLP_OUTPUT_DIR=/output \
    LOG_DIR=/logs \
    X_LOG_DIR=/logs \
    WLP_SKIP_UMASK=true \
    PATH=/opt/wlp/bin:$PATH
USER 1001
EXPOSE 9080 9443
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=60s --interval=10s --timeout=5s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/localhost/${SILVERSMITH_HTTP_PORT:-9080} && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]
ENTRYPOINT ["server", "run", "silversmith"]
