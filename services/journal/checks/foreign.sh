#!/bin/sh
# A served journal judged by programs that are not ours: journal-check (golang.org/x/mod), the Python of person.py, and
# aics-tlog where a Python from 3.12 on is at hand. The journal is a demonstration's, published by `beffroi serve`; the
# export is what a resident downloads. Each verdict is asked for again after small falsifications, which must be refused.
#
#   foreign.sh PROGRAM
#
# Prints what it skipped and why; the last line is `N passed, N failed`.
set -eu
cd "$(dirname "$0")/../../.."
beffroi=$(realpath "${1:?usage: foreign.sh PROGRAM}")
for tool in python3 curl; do
    command -v "$tool" >/dev/null || { echo "skipped: needs $tool" >&2; exit 77; }
done
work=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    server=
}
trap 'stop; rm -rf "$work"' EXIT
passed=0 failed=0
accepted() { what=$1; shift
    if "$@" >"$work/out" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $what"; tail -n 3 "$work/out"; fi; }
refused() { what=$1; shift
    if "$@" >"$work/out" 2>&1; then failed=$((failed + 1)); echo "FAILED: accepted $what"; else passed=$((passed + 1)); fi; }
flip() { python3 -c 'import sys
f = open(sys.argv[1], "r+b"); at = int(sys.argv[2]); f.seek(at); b = f.read(1)[0]; f.seek(at); f.write(bytes([b ^ 1]))' "$@"; }

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export BEFFROI_CONFIG=/dev/null BEFFROI_DEMONSTRATION=true BEFFROI_DEMONSTRATION_DATA="$PWD/demo" BEFFROI_LOG_LEVEL=warn
export BEFFROI_DATABASE="sqlite:$work/db.sqlite" BEFFROI_FILES="file:$work/files" BEFFROI_KEYS="$work/keys"
export BEFFROI_JOURNAL="file:$work/journal" BEFFROI_JOURNAL_SECONDS=1
export BEFFROI_LISTEN="127.0.0.1:$port" BEFFROI_PUBLIC_URL="http://{host}:$port"
"$beffroi" demo >"$work/demo.log" 2>&1
"$beffroi" serve >"$work/serve.log" 2>&1 &
server=$!
site=http://127.0.0.1:$port
for _ in $(seq 200); do
    if curl -sf -o /dev/null "$site/journal/checkpoint"; then break; fi
    sleep 0.1
done
curl -sf -o "$work/first.checkpoint" "$site/journal/checkpoint" || { echo "the journal is not served"; cat "$work/serve.log"; exit 1; }

# What a resident does: sign in, look who consulted her data, download it once that reading is published.
python3 services/journal/checks/resident.py "$site" odile.clairbois@hautval.example "$work/export.json" >"$work/out" 2>&1 ||
    { echo "the export could not be downloaded"; tail -n 5 "$work/out"; exit 1; }
log=$(find "$work/journal" -name checkpoint -exec dirname {} \;)
vkey=$(cat "$log/vkey")
printf '%s\n' "$vkey" >"$work/vkeys"

accepted "beffroi: the site" "$beffroi" journal verify "$site/journal" --vkey "$vkey" --since "$work/first.checkpoint"
accepted "beffroi: a mirror" "$beffroi" journal verify "$log" --vkey "$vkey"
accepted "beffroi: the export" "$beffroi" journal person "$work/export.json" --log "$site/journal" --vkey "$vkey"
accepted "beffroi: database and files" "$beffroi" journal fsck
accepted "person.py: the export" python3 services/journal/checks/person.py "$work/export.json" "$site/journal" "$vkey"

stop # from here on nothing changes
python3 - "$work" <<'PY'
import json, pathlib, sys
work = pathlib.Path(sys.argv[1])
export = json.loads((work / "export.json").read_text())
def write(name, change):
    copy = json.loads(json.dumps(export)); change(copy["chains"][0]["openings"]); (work / name).write_text(json.dumps(copy))
write("hidden.json", lambda o: o.pop(len(o) // 2))
write("twice.json", lambda o: o.append(o[0]))
write("altered.json", lambda o: o[0].update(opening=o[0]["opening"].replace('"v":1', '"v":2')))
PY
for kind in hidden twice altered; do
    refused "a list with one $kind (beffroi)" "$beffroi" journal person "$work/$kind.json" --log "$log" --vkey "$vkey"
    refused "a list with one $kind (person.py)" python3 services/journal/checks/person.py "$work/$kind.json" "$log" "$vkey"
done

check=target/journal-check
source=../shared/check/journal/main.go
if [ ! -x "$check" ] && [ -f "$source" ] && command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod ]; then
    mkdir -p target
    GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$PWD/target/gocache" go build -o "$check" "$source"
fi
width=$(sed -n 2p "$log/checkpoint")
last=$(find "$log/tile/entries" -name "$((width % 256))" -path '*.p/*' | tail -n 1)
hashes=$(find "$log/tile/0" -name "$((width % 256))" -path '*.p/*' | tail -n 1)
falsify() { rm -rf "$work/bad"; cp -r "$log" "$work/bad"; }
if [ -x "$check" ]; then
    accepted "x/mod: the log" "$check" log -keys "$work/vkeys" -beffroi -old "$work/first.checkpoint" "$log"
    accepted "x/mod: the export" "$check" person -keys "$work/vkeys" -export "$work/export.json" "$log"
    refused "a list with one hidden (x/mod)" "$check" person -keys "$work/vkeys" -export "$work/hidden.json" "$log"
    "$beffroi" journal proof 3 --log "$log" --vkey "$vkey" --entry "$work/3.entry" >"$work/3.tlog-proof"
    accepted "x/mod: one proof" "$check" proof -keys "$work/vkeys" -entry "$work/3.entry" "$work/3.tlog-proof"
    flip "$work/3.entry" 40
    refused "another entry under the same proof (x/mod)" "$check" proof -keys "$work/vkeys" -entry "$work/3.entry" "$work/3.tlog-proof"
else
    echo "skipped: journal-check (Go, golang-golang-x-mod-dev and $source are needed)"
fi
for at in 2 20 60 100; do
    for file in "$last" "$hashes" "$log/checkpoint"; do
        falsify
        flip "$work/bad${file#"$log"}" $at
        refused "byte $at of ${file#"$log"/} (beffroi)" "$beffroi" journal verify "$work/bad" --vkey "$vkey"
        if [ -x "$check" ]; then refused "byte $at of ${file#"$log"/} (x/mod)" "$check" log -keys "$work/vkeys" -beffroi "$work/bad"; fi
    done
done
falsify
rm "$work/bad${last#"$log"}"
refused "a bundle that is missing (beffroi)" "$beffroi" journal verify "$work/bad" --vkey "$vkey"

# aics-tlog reads a log over HTTP.
python=
for candidate in python3.14 python3.13 python3.12 python3 "${BEFFROI_PYTHON:-}"; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
    echo "skipped: aics-tlog (a Python from 3.12 on is needed)"
elif ! { [ -x target/aics/bin/aics-tlog ] || { "$python" -m venv target/aics && target/aics/bin/pip install -q aics-tlog==0.2.1; }; } >"$work/pip.log" 2>&1; then
    echo "skipped: aics-tlog (cannot be installed: $(tail -n 1 "$work/pip.log"))"
else
    tlog=target/aics/bin/aics-tlog
    (cd "$log" && exec python3 -m http.server "$port" --bind 127.0.0.1 >/dev/null 2>&1) &
    server=$!
    for _ in $(seq 100); do if curl -sf -o /dev/null "$site/checkpoint"; then break; fi; sleep 0.1; done
    accepted "aics-tlog: the checkpoint" "$tlog" verify-checkpoint --note "$log/checkpoint" --vkey-file "$work/vkeys"
    "$beffroi" journal proof 2 --log "$log" --vkey "$vkey" --entry "$work/2.entry" >"$work/2.tlog-proof"
    accepted "aics-tlog: an entry" "$tlog" verify-inclusion --tiles "$site" --vkey-file "$work/vkeys" --index 2 --leaf "$work/2.entry"
    accepted "aics-tlog: growth" "$tlog" verify-consistency --tiles "$site" --vkey-file "$work/vkeys" --old-checkpoint "$work/first.checkpoint"
    flip "$work/2.entry" 40
    refused "another entry (aics-tlog)" "$tlog" verify-inclusion --tiles "$site" --vkey-file "$work/vkeys" --index 2 --leaf "$work/2.entry"
    cp "$log/checkpoint" "$work/bad.checkpoint"
    flip "$work/bad.checkpoint" 24
    refused "a changed checkpoint (aics-tlog)" "$tlog" verify-checkpoint --note "$work/bad.checkpoint" --vkey-file "$work/vkeys"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
