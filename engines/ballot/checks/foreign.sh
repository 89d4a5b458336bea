#!/bin/bash
# Elections of every kind made by `beffroi election`, judged by belenios-tool; and the other way round.
#   usage: foreign.sh [BEFFROI]     (default: the release binary, else the debug one)
#   env    FOREIGN = folder of check/voting (default: ../shared/check/voting beside the checkout)
#          BELENIOS_TOOLS = folder where belenios-tool 3.0 is unpacked (default: a temporary one)
# Exit 0: all accepted; 1: something was refused; 77: no belenios-tool could be had, said loudly.
set -uo pipefail
here=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$here/../../..")
FOREIGN=${FOREIGN:-$root/../shared/check/voting}
for candidate in "${1:-}" "$root/target/release/beffroi" "$root/target/debug/beffroi"; do
  [ -n "$candidate" ] && [ -x "$candidate" ] && { export BEFFROI=$(readlink -f "$candidate"); break; }
done
[ -n "${BEFFROI:-}" ] || { echo "foreign: build the beffroi binary first" >&2; exit 1; }
[ -d "$FOREIGN/in" ] || { echo "skipped: no reference elections at $FOREIGN" >&2; exit 77; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
tools=${BELENIOS_TOOLS:-$work/tools}
old=$(command -v belenios-tool || true)
new=$tools/belenios-tool-trixie
[ -x "$new" ] || "$FOREIGN/get-belenios-tools.sh" "$tools" trixie >&2 || new=
[ -n "$old$new" ] || { echo "skipped: no belenios-tool on this machine and no Debian mirror to get it from" >&2; exit 77; }
[ -n "$old" ] || echo "skipped: belenios-tool 2.0 is not installed" >&2
[ -n "$new" ] || echo "skipped: belenios-tool 3.0 could not be had" >&2

passed=0 failed=0
is() { # is NAME COMMAND…
  local name=$1; shift
  if "$@" > "$work/log" 2>&1; then passed=$((passed+1)); else
    failed=$((failed+1)); echo "FAILED $name"; tail -5 "$work/log"
  fi
}
same() { cmp -s <(printf '%s\n' "$1") <(printf '%s\n' "$2") || { echo "ours: $1"; echo "theirs: $2"; false; }; }

# The hashes that both print must be the same text: published NAME TOOL DIR
published() {
  local name=$1 t=$2 d=$3 all=() file
  file=$(echo "$d"/*.bel)
  case $("$t" --version) in 2.*) all=(--all);; esac
  is "$name: checksums" same "$("$BEFFROI" election checksums "$file")" \
    "$("$t" election compute-checksums --dir "$d" 2> /dev/null)"
  is "$name: summary of the ballots" same "$("$BEFFROI" election ballots "${all[@]}" "$file")" \
    "$("$t" election compute-ballot-summary --dir "$d" 2> /dev/null)"
}

# What the tool must say of an archive of ours: judge TOOL DIR
judge() {
  local t=$1 d=$2 name uuid
  name="$(basename "$d") $("$t" --version | cut -d' ' -f1)"; uuid=$(cat "$d/uuid.txt")
  local whole=$d/whole; mkdir -p "$whole" "$d/unpacked"; cp "$d/$uuid.bel" "$whole/"
  tar -xf "$d/$uuid.bel" -C "$d/unpacked"
  is "$name: election verify" "$t" election verify --dir "$whole"
  is "$name: archive make gives the same bytes" bash -c "'$t' archive make --dir '$d/unpacked' | cmp - '$d/$uuid.bel'"
  is "$name: tally" same "$(python3 "$here/records.py" "$d/$uuid.bel" EncryptedTally)" \
    "$("$t" election compute-encrypted-tally --dir "$whole" 2> /dev/null)"
  published "$name" "$t" "$whole"
  is "$name: result" same "$(python3 "$here/records.py" "$d/$uuid.bel" Result)" \
    "$("$t" election compute-result --dir "$whole" 2> /dev/null)"
  mkdir -p "$d/older"; cp "$d/urn.bel" "$d/older/$uuid.bel"
  is "$name: verify-diff" "$t" election verify-diff --dir1 "$d/older" --dir2 "$whole"
  case $("$t" --version) in 2.*) return;; esac
  for ballot in "$d"/ballots/*.json; do
    is "$name: verify-ballot $(basename "$ballot")" "$t" election verify-ballot --dir "$d/setup" --ballot "$ballot"
  done
}

# One of our elections: ours NAME GROUP INPUT TRUSTEES TOOL…
ours() {
  local name=$1 group=$2 input=$FOREIGN/in/$3 trustees=$4; shift 4
  is "$name: made" "$here/election.sh" "$work/$name" "$group" "$input.json" "$input.voters" "$input.votes" "$trustees"
  [ -f "$work/$name/uuid.txt" ] || return
  for t in "$@"; do [ -z "$t" ] || judge "$t" "$work/$name"; done
}

# One of theirs, under our verifier: theirs NAME TOOL GROUP INPUT TRUSTEES
theirs() {
  [ -n "$2" ] || return
  local input=$FOREIGN/in/$4
  is "$1: made by belenios-tool" env BT="$2" "$FOREIGN/run_election.sh" "$work/$1" "$3" "$input".{json,voters,votes} "$5"
  is "$1: ours accepts" "$BEFFROI" election verify "$work/$1"/*.bel
  mkdir -p "$work/$1/whole"; cp "$work/$1"/*.bel "$work/$1/whole/"
  published "$1" "$2" "$work/$1/whole"
}

# More of theirs, of every kind that the inputs above leave out: theirs_too NAME TOOL GROUP TRUSTEES QUESTIONS VOTERS VOTES
theirs_too() {
  [ -n "$2" ] || return
  local f=$work/in-$1
  printf '{"description":"d","name":"n","questions":[%s]}' "$5" > "$f.json"
  printf '%s\n' "$6" > "$f.voters"; printf '%s\n' "$7" > "$f.votes"
  is "$1: made by belenios-tool" env BT="$2" "$FOREIGN/run_election.sh" "$work/$1" "$3" "$f".{json,voters,votes} "$4"
  is "$1: ours accepts" "$BEFFROI" election verify "$work/$1"/*.bel
  mkdir -p "$work/$1/whole"; cp "$work/$1"/*.bel "$work/$1/whole/"
  published "$1" "$2" "$work/$1/whole"
}

ours a-curve      Ed25519       a threshold:2/3 "$new"
ours b-curve      Ed25519       b mixed:2/3     "$new"
ours c-curve      Ed25519       c single:2      "$new"
ours c-curve-set  Ed25519       c threshold:2/3 "$new"
ours d-curve      Ed25519       d single:2      "$new"
ours e-curve      Ed25519       e mixed:2/3     "$new"
ours a-field      BELENIOS-2048 a threshold:2/3 "$old" "$new"
ours b-field      BELENIOS-2048 b mixed:2/3     "$old" "$new"
ours d-field      BELENIOS-2048 d single:2      "$old" "$new"
ours e-field      BELENIOS-2048 e single:2      "$new"
theirs a-theirs-2 "$old" BELENIOS-2048 a threshold:2/3
theirs d-theirs-2 "$old" BELENIOS-2048 d mixed:2/3
theirs b-theirs-3 "$new" Ed25519       b threshold:3/5
theirs c-theirs-3 "$new" Ed25519       c mixed:1/2
theirs e-theirs-3 "$new" BELENIOS-2048 e single:3
h() { printf '{"answers":["A","B","C"],%s"min":%d,"max":%d,"question":"Où ?\\u007f\\n\\"é€𝄞"}' "$3" "$1" "$2"; }
one=a@example.org three=$'a@example.org\nb@example.org\nc@example.org'
for of in "2 $old BELENIOS-2048" "3 $new Ed25519" "3f $new BELENIOS-2048"; do
  read -r v t group <<< "$of"
  [ -n "$group" ] || continue
  theirs_too "one-voter-$v"     "$t" "$group" single:1      "$(h 1 1 '')" "$one" '[[0,1,0]]'
  theirs_too "nothing-chosen-$v" "$t" "$group" threshold:1/2 "$(h 0 0 '')" "$three" $'[[0,0,0]]\n[[0,0,0]]'
  theirs_too "all-chosen-$v"    "$t" "$group" threshold:4/5 "$(h 3 3 '')" "$three" '[[1,1,1]]'
  theirs_too "blank-$v"         "$t" "$group" mixed:2/4     "$(h 0 3 '"blank":true,'),$(h 1 2 '"blank":false,')" "$three" \
    $'[[1,0,0,0],[1,0,0]]\n[[0,0,0,0],[1,1,0]]\n[[0,1,1,1],[0,0,1]]'
  theirs_too "many-revotes-$v"  "$t" "$group" single:3      "$(h 0 2 '')" "$three" \
    $'[[1,0,0]]\n[[1,0,0]]\n[[1,0,0]]\n[[0,1,0]]\n[[0,1,0]]\n[[0,1,0]]\n[[0,0,1]]'
  theirs_too "weights-$v"       "$t" "$group" single:2      "$(h 1 1 '"blank":true,')" \
    $'a@example.org,,3\nb@example.org,,1073741824\nc@example.org,,340282366920938463463374607431768211456\nd@example.org,,0' \
    $'[[0,1,0,0]]\n[[1,0,0,0]]'
  theirs_too "weight-one-$v"    "$t" "$group" single:1      "$(h 1 1 '')" $'a@example.org,,1\nb@example.org,,1' '[[0,1,0]]'
done
ranked='{"type":"NonHomomorphic","value":{"answers":["A","B","C"],"question":"Q"}}'
theirs_too rankings-3 "$new" Ed25519 threshold:2/3 "$ranked,$(h 0 1 ''),$ranked" "$three" \
  $'[[1,2,3],[1,0,0],[255,0,7]]\n[[0,0,0],[0,0,0],[3,2,1]]\n[[3,2,1],[0,0,1],[1,1,1]]\n[[9,9,9],[0,0,0],[0,0,0]]'
theirs_too ranking-alone-3 "$new" Ed25519 single:1 "$ranked" "$one" '[[2,0,1]]'
theirs_too rankings-old-field "$old" RFC-3526-2048 single:1 "$ranked" "$one" '[[2,0,255]]'
listed='{"type":"Lists","value":{"answers":[["L","a"],["M","b","c","d","e"]],"question":"Q"}}'
theirs_too lists-3 "$new" Ed25519 mixed:1/3 "$listed,$(h 0 3 ''),$listed" "$three" \
  $'[[[1,1],[0,0,0,0,0]],[1,1,1],[[0,0],[1,1,1,1,1]]]\n[[[0,0],[1,0,0,1,0]],[0,0,0],[[1,1],[0,0,0,0,0]]]'
count=$(dirname "$BEFFROI")/examples/count
for t in "$old" "$new"; do
  [ -n "$t" ] || continue
  if [ -x "$count" ]; then
    is "counting methods, $("$t" --version | cut -d' ' -f1)" python3 "$here/counting.py" "$t" "$count"
  else
    echo "skipped: counting methods: build the engine's examples first" >&2
  fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
