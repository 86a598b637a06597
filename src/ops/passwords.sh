#!/bin/sh
# Gives Silversmith's logins, which db/roles.sql has made, the passwords of the secrets' files; run once by the database's image.
set -eu

give() {
  psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --set=login="$1" --set=password="$(cat "/run/secrets/$2")" \
    --username="${POSTGRES_USER:-postgres}" --dbname="$POSTGRES_DB" <<'SQL'
set log_statement = none;
set log_min_error_statement = panic;
alter role :"login" password :'password';
SQL
}

give silversmith_app SILVERSMITH_DB_PASSWORD
give silversmith_warehouse SILVERSMITH_WAREHOUSE_PASSWORD
give silversmith_migrate SILVERSMITH_MIGRATION_PASSWORD
