#!/usr/bin/env bash
# What people do with Beffroi, in Debian's Chromium, on an instance of its own; builds nothing.
#
#   e2e/run.sh               journeys and pages; the audit too where ../shared/check/audit is
#   BEFFROI_BIN=…            the program (else $CARGO_TARGET_DIR/debug/beffroi, else target/debug/beffroi)
#   BEFFROI_TEST_POSTGRES=…  address of a PostgreSQL server: the journeys again, on a database made for them
#   E2E_AUDIT=no             without the audit
#
# Ends with `N passed, N failed, N skipped`. Pictures of what failed: target/e2e.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.." || exit 2

beffroi=${BEFFROI_BIN:-${CARGO_TARGET_DIR:-target}/debug/beffroi}
[ -x "$beffroi" ] || { echo "e2e: $beffroi is missing: cargo build -p beffroi" >&2; exit 2; }
beffroi=$(readlink -f "$beffroi")
export E2E_OUT=$PWD/target/e2e
rm -rf "$E2E_OUT"
mkdir -p "$E2E_OUT"
work=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-e2e-XXXXXX")
server=
passed=0
failed=0
skipped=0

stop_server() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null
        wait "$server" 2>/dev/null
        server=
    fi
}
finish() {
    stop_server
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

skip() {
    echo "skipped: $1"
    skipped=$((skipped + 1))
}
free_port() {
    local port
    for _ in $(seq 100); do
        port=$((20000 + RANDOM % 20000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    return 1
}

# start NAME DATABASE: a demonstration of its own, served; BEFFROI_ADDRESS says where.
start() {
    local name=$1 port
    port=$(free_port) || return 1
    export BEFFROI_CONFIG=/dev/null BEFFROI_DEMONSTRATION=true BEFFROI_DEMONSTRATION_DATA=$PWD/demo BEFFROI_LOG_LEVEL=warn
    export BEFFROI_DATABASE=$2 BEFFROI_FILES=file:$work/$name/files BEFFROI_KEYS=$work/$name/keys
    export BEFFROI_LISTEN=127.0.0.1:$port BEFFROI_PUBLIC_URL="http://{host}:$port" BEFFROI_ADDRESS=http://localhost:$port
    mkdir -p "$work/$name"
    "$beffroi" demo >"$E2E_OUT/$name.log" 2>&1 || { tail -n 20 "$E2E_OUT/$name.log" >&2; return 1; }
    "$beffroi" serve >>"$E2E_OUT/$name.log" 2>&1 &
    server=$!
    for _ in $(seq 200); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$E2E_OUT/$name.log" >&2
    return 1
}

count() { # count LOG WORD: what Node's runner says of `pass`, `fail`, `skipped`
    sed -n "s/^# $2 \([0-9]*\)$/\1/p" "$1" | tail -n 1
}

suite() { # suite NAME DATABASE
    local log=$E2E_OUT/$1.tap
    echo "e2e: $1"
    if ! start "$1" "$2"; then
        echo "FAILED: the instance on $1 did not start"
        failed=$((failed + 1))
        return
    fi
    (cd e2e && node --test --test-concurrency=1 --test-reporter=tap ./*.test.mjs) >"$log" 2>&1
    grep -E '^ *(not )?ok |error:|^ *at http|skipped:' "$log" | grep -v 'subtestsFailed'
    passed=$((passed + $(count "$log" pass)))
    failed=$((failed + $(count "$log" fail)))
    # A runner that was cut off says nothing of its failures.
    if [ -z "$(count "$log" pass)" ]; then
        tail -n 20 "$log"
        failed=$((failed + 1))
    fi
    if grep -qE ' (ERROR|WARN) |panicked' "$E2E_OUT/$1.log"; then
        echo "the server's log, $1:"
        grep -E ' (ERROR|WARN) |panicked' "$E2E_OUT/$1.log" | head -n 20
    fi
}

audit() {
    local from=../shared/check/audit tool=target/audit
    if [ "${E2E_AUDIT:-yes}" = no ]; then skip "the audit was not asked for" && return; fi
    if [ ! -f "$from/audit.mjs" ]; then skip "the audit: $from is not there" && return; fi
    if [ ! -d "$tool/node_modules" ]; then
        rm -rf "$tool"
        cp -r "$from" "$tool"
        (cd "$tool" && npm ci --ignore-scripts --no-audit --no-fund --silent) || { skip "the audit could not be installed" && return; }
    fi
    AUDIT_PASSWORD=$(sed -n 's/^ "password": "\(.*\)",$/\1/p' demo/people.json) \
        node "$tool/audit.mjs" --config e2e/audit.json --base "$BEFFROI_ADDRESS" --out "$E2E_OUT/audit" --no-shots >"$E2E_OUT/audit.txt" 2>&1
    local line
    line=$(tail -n 1 "$E2E_OUT/audit.txt")
    grep -E 'ÉCHEC|FAIL|✗|IGNORÉ' "$E2E_OUT/audit.txt"
    if [[ $line =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
        echo "audit: $line"
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
    else
        tail -n 20 "$E2E_OUT/audit.txt"
        failed=$((failed + 1))
    fi
}

if [ ! -d e2e/node_modules ]; then (cd e2e && npm ci --ignore-scripts --no-audit --no-fund --silent) || exit 2; fi
suite sqlite "sqlite:$work/sqlite/beffroi.sqlite"
[ -n "$server" ] && audit
stop_server

if [ -z "${BEFFROI_TEST_POSTGRES:-}" ]; then
    skip "PostgreSQL: BEFFROI_TEST_POSTGRES is not set"
elif ! command -v psql >/dev/null; then
    skip "PostgreSQL: psql is missing"
else
    database=beffroi_e2e_$$
    psql --quiet --no-psqlrc "$BEFFROI_TEST_POSTGRES" -c "create database $database" &&
        suite postgres "${BEFFROI_TEST_POSTGRES%/*}/$database"
    stop_server
    psql --quiet --no-psqlrc "$BEFFROI_TEST_POSTGRES" -c "drop database if exists $database with (force)"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
