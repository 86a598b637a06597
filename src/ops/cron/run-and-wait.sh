#!/bin/sh
# Requests a run and waits for its end. Needs curl and a POSIX shell, nothing else.
#
# Usage: run-and-wait.sh [--help] KEY [BODY]
#
#   KEY   the idempotency key: one for each time of the schedule, for example nightly-2026-11-23. Called again with the same key, after a
#         broken connection or by a cron that fires twice, it waits for the same run and starts no second one.
#   BODY  the request as JSON, as POST /runs takes it; {} runs every enabled procedure in mode incremental.
#
# Environment:
#   SILVERSMITH_URL       the server, default http://localhost:9080
#   SILVERSMITH_NETRC     a netrc file with user and password (mode 600), default $HOME/.netrc; or instead of it
#   SILVERSMITH_USER and  the log-in; given to curl on its standard input, so that no list of processes shows it
#   SILVERSMITH_PASSWORD
#   SILVERSMITH_WAIT_S    seconds to wait for the run's end at most, default 86400
#   SILVERSMITH_LOST_S    seconds to ask a server that does not answer, default 600
#
# Exit code: 0 the run has succeeded, and only then; 1 it has ended in any other way; 2 the request was refused, or the call is wrong;
# 3 the run has not ended in time, or waits for an approval; 4 the server did not answer.
#
# In a crontab, where % must be written \%:
#   15 2 * * *  SILVERSMITH_URL=https://silversmith.example run-and-wait.sh "nightly-$(date -u +\%F)" '{"select": "tag:daily"}'
set -u

usage() { sed -n '2,/^set /s/^# \{0,1\}//p' "$0"; }
say() { echo "run-and-wait: $*" >&2; }

case "${1-}" in
  -h | --help) usage; exit 0 ;;
  '') usage >&2; exit 2 ;;
esac
key=$1
body=${2-"{}"}
api=${SILVERSMITH_URL:-http://localhost:9080}/api/v1
end=$(( $(date +%s) + ${SILVERSMITH_WAIT_S:-86400} ))

# A quote or backslash within a quoted value of a curl configuration stands behind a backslash.
quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

# ask ARGUMENTS...: the answer's body and, as the last line, its status; 000 where there was none.
ask() {
  if [ -n "${SILVERSMITH_USER-}" ]; then
    printf 'user = "%s:%s"\n' "$(quoted "$SILVERSMITH_USER")" "$(quoted "${SILVERSMITH_PASSWORD-}")"
  fi | if [ -n "${SILVERSMITH_USER-}" ]; then
    curl --config - --silent --show-error --max-time 90 --write-out '\n%{http_code}\n' "$@"
  else
    curl --netrc-file "${SILVERSMITH_NETRC:-$HOME/.netrc}" --silent --show-error --max-time 90 --write-out '\n%{http_code}\n' "$@"
  fi
}

# try ARGUMENTS...: asks until the server answers, ten minutes long; sets answer and status.
try() {
  lost=$(( $(date +%s) + ${SILVERSMITH_LOST_S:-600} ))
  while :; do
    failure=0
    answer=$(ask "$@") || failure=$?
    status=$(printf '%s\n' "$answer" | tail -n 1)
    answer=$(printf '%s\n' "$answer" | sed '$d')
    # Host, connection, transfer, time, TLS, empty answer: these may pass. A status counts only with the whole answer.
    case "$failure" in
      0) ;;
      6 | 7 | 18 | 28 | 35 | 52 | 56) status=000 ;;
      *) say "$api cannot be asked: curl ends with $failure"; exit 2 ;;
    esac
    case "$status" in
      000 | '' | 429 | 500 | 502 | 503 | 504) ;;
      *) return 0 ;;
    esac
    if [ "$(date +%s)" -ge "$lost" ]; then
      say "no answer from $api (status ${status:-none})"
      exit 4
    fi
    sleep 5
  done
}

# field NAME: a text of the answer's own, whose first occurrence is the run's.
field() { printf '%s' "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }

# The run's own status stands right behind its transactionScope.
state() { printf '%s' "$answer" | sed -n 's/.*"transactionScope":"[^"]*","status":"\([a-z_]*\)".*/\1/p'; }

id() { printf '%s' "$answer" | sed -n 's/^{"id":"\([0-9a-f-]*\)".*/\1/p'; }

try --header "Idempotency-Key: $key" --header 'Content-Type: application/json' --data-binary "$body" "$api/runs"
case "$status" in
  200 | 201) ;;
  *) say "refused with $status: $(field detail)"; exit 2 ;;
esac
run=$(id)
[ -n "$run" ] || { say "the answer names no run"; exit 4; }
say "run $run ($key)"

while :; do
  case "$(state)" in
    succeeded) say "run $run succeeded"; exit 0 ;;
    failed | cancelled | rejected | expired) say "run $run $(state): $(field error)"; exit 1 ;;
    pending_approval) say "run $run waits for an approval"; exit 3 ;;
  esac
  if [ "$(date +%s)" -ge "$end" ]; then
    say "run $run is $(state) and has not ended in time"
    exit 3
  fi
  try "$api/runs/$run?wait=PT1M"
  [ "$status" = 200 ] || { say "refused with $status: $(field detail)"; exit 2; }
done
