#!/usr/bin/env bash
# A throw-away PostgreSQL cluster for tests: own folder, own free port, no fsync, gone afterwards.
#
#   scripts/postgres.sh run CMD…   starts one, exports BEFFROI_TEST_POSTGRES, runs CMD, stops it whatever happens
#   scripts/postgres.sh start      starts one and prints `export BEFFROI_TEST_POSTGRES=…` for the shell
#   scripts/postgres.sh stop       stops the one that `start` left
#
# FSYNC=on keeps fsync (for crash tests). initdb refuses root: as root, the server runs as the user `postgres`.
set -euo pipefail

state="${TMPDIR:-/tmp}/beffroi-postgres-$(id -u)"

bin() {
    local found
    found=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    [ -d "$found" ] || found=
    if [ -z "$found" ] && command -v initdb >/dev/null; then found=$(dirname "$(command -v initdb)"); fi
    if [ -z "$found" ]; then echo "PostgreSQL is not installed (apt-get install postgresql)" >&2; exit 3; fi
    echo "$found"
}

# Runs a command as whom the server may run.
as_server() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
    local port
    for _ in $(seq 100); do
        port=$((20000 + RANDOM % 20000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
    done
    echo "no free port" >&2
    return 1
}

# Starts a cluster in the folder $1; prints its address.
start_in() {
    local folder=$1 port
    chmod 755 "$folder"
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    as_server "$(bin)/initdb" --pgdata="$folder/data" --username=beffroi --auth=trust --no-sync \
        --encoding=UTF8 --lc-collate=C --lc-ctype=C.UTF-8 >"$folder/initdb.log" 2>&1 ||
        { cat "$folder/initdb.log" >&2; return 1; }
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        if (cd / && as_server "$(bin)/pg_ctl" --pgdata="$folder/data" --log="$folder/data/server.log" --wait --silent \
            --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=${FSYNC:-off} \
            -c synchronous_commit=${FSYNC:-off} -c full_page_writes=${FSYNC:-off} -c max_connections=400 \
            -c shared_buffers=64MB -c autovacuum=off" start >/dev/null); then
            echo "postgres://beffroi@127.0.0.1:$port/postgres"
            return
        fi
    done
    cat "$folder/data/server.log" >&2
    return 1
}

stop_in() {
    local folder=$1
    if [ -f "$folder/data/postmaster.pid" ]; then
        (cd / && as_server "$(bin)/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent stop) >/dev/null 2>&1 || true
    fi
    rm -rf "$folder"
}

case "${1:-}" in
run)
    shift
    folder=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-postgres-XXXXXX")
    command=
    trap 'if [ -n "$command" ]; then kill "$command" 2>/dev/null || true; fi; stop_in "$folder"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    BEFFROI_TEST_POSTGRES=$(start_in "$folder")
    export BEFFROI_TEST_POSTGRES
    # In the background: bash runs a trap only once the command in the foreground is over.
    "$@" <&0 &
    command=$!
    outcome=0
    wait "$command" || outcome=$?
    command=
    exit "$outcome"
    ;;
start)
    if [ -e "$state" ]; then echo "already started: $0 stop" >&2; exit 1; fi
    folder=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-postgres-XXXXXX")
    trap 'stop_in "$folder"' EXIT
    url=$(start_in "$folder")
    echo "$folder" >"$state"
    trap - EXIT
    echo "export BEFFROI_TEST_POSTGRES=$url"
    ;;
stop)
    if [ -e "$state" ]; then stop_in "$(cat "$state")"; rm -f "$state"; fi
    ;;
*)
    sed -n '2,8p' "$0" >&2
    exit 2
    ;;
esac
