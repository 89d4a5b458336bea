#!/usr/bin/env bash
# Starts the instance that the environment describes, visits it as a stranger and as a resident, stops it.
#
#   BEFFROI=… scripts/smoke.sh ADDRESS PEOPLE.json
#
# Says each check and exits with 1 when one failed.
set -euo pipefail
address=$1
people=$2
jar=$(mktemp)
log=$(mktemp)
passed=0
failed=0

"$BEFFROI" serve 2>"$log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$jar" "$log"' EXIT

check() { # check NAME COMMAND…
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED $name" >&2
    fi
}

# The cookies are for https; on this machine's own address we hand them back ourselves, as a browser does.
visit() { # visit PATH [CURL ARGUMENTS…]: the page on standard output, cookies kept
    local path=$1 headers
    shift
    headers=$(mktemp)
    curl --silent --show-error --max-time 20 --dump-header "$headers" --header "Cookie: $(paste -sd';' "$jar")" "$@" "$address$path"
    sed -n 's/^[Ss]et-[Cc]ookie: \([^;=]*=[^;]*\).*/\1/p' "$headers" | tr -d '\r' | while read -r cookie; do
        grep -v "^${cookie%%=*}=" "$jar" >"$jar.new" || true
        echo "$cookie" >>"$jar.new"
        mv "$jar.new" "$jar"
    done
    rm -f "$headers"
}
answers() { # answers PATH WORDS: 200 and the words are there
    local page
    page=$(visit "$1" --fail) && grep -qF -- "$2" <<<"$page"
}
value() { # value NAME: the value of a hidden field in the page on standard input
    tr '\n' ' ' | grep -o "<input[^>]*name=\"$1\"[^>]*>" | head -n 1 | sed 's/.*value="\([^"]*\)".*/\1/'
}
sign_in() {
    local email password csrf
    email=$(sed -n 's/^   "email": "\(.*\)",$/\1/p' "$people" | head -n 1)
    password=$(sed -n 's/^ "password": "\(.*\)",$/\1/p' "$people")
    csrf=$(visit /entrer | value jeton)
    visit /entrer --output /dev/null --data-urlencode "jeton=$csrf" --data-urlencode "email=$email" --data-urlencode "password=$password"
    # The name is that of the first person of the demonstration.
    answers /moi "$(sed -n 's/^   "given": "\(.*\)",$/\1/p' "$people" | head -n 1)"
}
stops() {
    kill -TERM "$server"
    wait "$server"
}

for _ in $(seq 200); do
    if curl --silent --fail --output /dev/null "$address/health"; then break; fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
done
check "/health answers" answers /health ok
check "the home page names the commune" answers / Hautval
check "the catalogue lists procedures" answers /demarches '<a href="/demarches/'
check "the sign-in page asks for an address" answers /entrer 'name="email"'
check "a resident signs in and reads her space" sign_in
check "it stops when told to, in order" stops
[ "$failed" = 0 ] || cat "$log" >&2
echo "smoke: $passed passed, $failed failed"
[ "$failed" = 0 ]
