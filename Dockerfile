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
# Root's, and nobody else may write there: the server can change neither itself nor its configuration.
COPY --from=build --chown=0:0 /build/target/liberty/wlp /opt/wlp
# Everything that the server writes lies in these two folders and in /tmp, so that the rest may be read-only; group 0 for platforms that
# choose the user.
RUN mkdir -p /output /logs \
 && chown -R 1001:0 /output /logs \
 && chmod -R g=u /output /logs \
 && ln -s /opt/wlp/usr/servers/silversmith /config
# Secrets come as files named like their setting, and show in no environment: VARIABLE_SOURCE_DIRS. WLP_LOGGING_* is for the first lines,
# before the server has read its configuration.
ENV WLP_OUTPUT_DIR=/output \
    LOG_DIR=/logs \
    X_LOG_DIR=/logs \
    WLP_SKIP_UMASK=true \
    VARIABLE_SOURCE_DIRS=/run/secrets \
    SILVERSMITH_LOG_FORMAT=json \
    WLP_LOGGING_MESSAGE_FORMAT=json \
    WLP_LOGGING_CONSOLE_FORMAT=json \
    JVM_ARGS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError" \
    PATH=/opt/wlp/bin:$PATH
USER 1001
EXPOSE 9080 9443
# The server ends by itself within SILVERSMITH_STOP_SECONDS (60): give it 75 before it is killed.
STOPSIGNAL SIGTERM
# bash is there, curl is not. "Starting" until the database has been migrated.
HEALTHCHECK --start-period=120s --interval=10s --timeout=5s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/localhost/${SILVERSMITH_HTTP_PORT:-9080} && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]
ENTRYPOINT ["server", "run", "silversmith"]
