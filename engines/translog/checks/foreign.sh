#!/bin/sh
# A log written by this crate, verified by golang.org/x/mod: accepted as it is, refused after each of many small
# falsifications. First by root.go beside this script; then, where it is there, by journal-check, which also knows tiles,
# witnesses and chains. Prints "skipped" and succeeds where Go or x/mod is absent.
set -eu
cd "$(dirname "$0")/../../.."
checker=../shared/check/journal/main.go
if ! command -v go >/dev/null || [ ! -d /usr/share/gocode/src/golang.org/x/mod ]; then
    echo "skipped: needs Go and golang-golang-x-mod-dev" >&2
    exit 0
fi
mkdir -p target
build() { GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$PWD/target/gocache" go build -o "$1" "$2"; }
check=$PWD/target/journal-check
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
accepted() { what=$1; shift
    if "$@" >"$work/out" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $what"; tail -2 "$work/out"; fi; }
refused() { what=$1; shift
    if "$@" >"$work/out" 2>&1; then failed=$((failed + 1)); echo "FAILED: accepted $what"
    elif grep -q '^REFUSED' "$work/out"; then passed=$((passed + 1))
    else failed=$((failed + 1)); echo "FAILED: no verdict on $what"; tail -2 "$work/out"; fi; }
write_log() { cargo run -q -p beffroi-translog --example write_log -- "$@"; }
log() { "$check" log -keys "$work/ok/vkeys" -quorum "${quorum:-2}" -beffroi "$@"; }
flip() { python3 -c 'import sys
f = open(sys.argv[1], "r+b"); at = int(sys.argv[2]); f.seek(at); b = f.read(1)[0]; f.seek(at); f.write(bytes([b ^ 1]))' "$@"; }
falsify() { rm -rf "$work/bad"; cp -r "$work/ok" "$work/bad"; }

root=$work/root
build "$root" engines/translog/checks/root.go
write_log "$work/ok" 700
accepted "root of 700" "$root" "$work/ok"
falsify; flip "$work/bad/tile/entries/001" 200; refused "a flipped byte in an entry (root)" "$root" "$work/bad"
falsify; flip "$work/bad/checkpoint" 24; refused "a flipped byte in the checkpoint (root)" "$root" "$work/bad"
falsify; rm "$work/bad/tile/entries/001"; refused "a missing bundle (root)" "$root" "$work/bad"
if [ ! -f "$checker" ]; then
    echo "skipped: the rest needs $checker" >&2
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
    exit
fi
[ -x "$check" ] || build "$check" "$checker"

for size in 2 5 256 257 512 70000; do
    rm -rf "$work/size"
    write_log "$work/size" $size
    accepted "log of $size" "$check" log -keys "$work/size/vkeys" -quorum 2 -beffroi "$work/size"
    accepted "person in $size" "$check" person -keys "$work/size/vkeys" -quorum 2 -export "$work/size/person.json" "$work/size"
done
write_log "$work/longer" 900
accepted "log" log "$work/ok"
accepted "growth" "$check" consistency -keys "$work/ok/vkeys" "$work/ok/history/checkpoint.233" "$work/ok/checkpoint" "$work/ok/growth"
accepted "one proof" "$check" proof -keys "$work/ok/vkeys" -quorum 2 -entry "$work/ok/proofs/350.entry" "$work/ok/proofs/350.tlog-proof"
quorum=3; refused "one witness too many" log "$work/ok"; quorum=2

falsify; flip "$work/bad/tile/entries/001" 200; refused "a flipped byte in an entry" log "$work/bad"
falsify; flip "$work/bad/tile/0/000" 33; refused "a flipped byte in a tile" log "$work/bad"
falsify; flip "$work/bad/tile/1/000.p/2" 40; refused "a flipped byte in an upper tile" log "$work/bad"
falsify; flip "$work/bad/checkpoint" 24; refused "a flipped byte in the checkpoint" log "$work/bad"
falsify; rm "$work/bad/tile/entries/001"; refused "a missing bundle" log "$work/bad"
falsify; cp "$work/longer/checkpoint" "$work/bad/"; refused "the checkpoint of a longer log" log "$work/bad"
falsify; python3 - "$work/bad" <<'PY'
import hashlib, sys
bundle, tile = sys.argv[1] + "/tile/entries/000", sys.argv[1] + "/tile/0/000"
b = bytearray(open(bundle, "rb").read()); b[130 * 9 + 2 + 40] ^= 1; open(bundle, "wb").write(b)
t = bytearray(open(tile, "rb").read())
t[32 * 9:32 * 10] = hashlib.sha256(b"\0" + bytes(b[130 * 9 + 2:130 * 10])).digest(); open(tile, "wb").write(t)
PY
refused "an entry changed together with its leaf" log "$work/bad"
person() { "$check" person -keys "$work/ok/vkeys" -quorum 2 -export "$work/export.json" "$work/ok"; }
edit() { python3 -c 'import json, sys
e = json.load(open(sys.argv[1])); o = e["chains"][0]["openings"]; exec(sys.argv[3]); json.dump(e, open(sys.argv[2], "w"))' \
    "$work/ok/person.json" "$work/export.json" "$1"; }
edit 'pass'; accepted "export" person
edit 'del o[3]'; refused "a hidden opening" person
edit 'o.append(o[3])'; refused "an opening shown twice" person
edit 'o[3]["opening"] += " "'; refused "an altered opening" person
edit 'o[3]["index"] = 1'; refused "the entry of somebody else" person
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
