#!/bin/bash
# Measures verification beside belenios-tool, on this machine, with the same elections.
#   usage: engines/ballot/bench.sh [PART…]     (default: make compare cores memory since)
#   make     the elections compared, by belenios-tool, and an urn with its beginnings and their receipts
#   compare  milliseconds of processor time a ballot, theirs and ours, on one core
#   cores    one core and two, and half of the ballots
#   memory   the largest of a verification on all cores
#   since    a hundred ballots more after a hundredth, a tenth and the whole of the urn
#   env  BALLOTS = size of the elections compared (default 100: one call of belenios-tool a ballot)
#        LARGE   = size of the urn (default 2000; one of 100000 takes 2.5 minutes and 520 MB to make)
#        WORK    = folder kept between parts (default: a temporary one)
#        BEFFROI, URN = binaries (built when not given)
#        FOREIGN = check/voting, BELENIOS_TOOLS = folder with belenios-tool-trixie (unpacked when missing)
# Every time is the best of three runs, and a command that fails ends the measurement.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")") root=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
FOREIGN=$(readlink -f "${FOREIGN:-$root/../shared/check/voting}") N=${BALLOTS:-100} LARGE=${LARGE:-2000} NEW=100
if [ -z "${BEFFROI:-}" ] || [ -z "${URN:-}" ]; then
  (cd "$root" && cargo build --quiet --release --no-default-features -p beffroi -p beffroi-ballot --bins --example urn)
  built=${CARGO_TARGET_DIR:-$root/target}/release
fi
BEFFROI=${BEFFROI:-$built/beffroi} URN=${URN:-$built/examples/urn}
if [ -n "${WORK:-}" ]; then mkdir -p "$WORK"; work=$(readlink -f "$WORK"); else work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; fi

best() { # best FORMAT COMMAND…: %U for processor time, %R for the clock; seconds, the best of three runs
  local TIMEFORMAT=$1 times=() time; shift
  for _ in 1 2 3; do
    time=$( { time "$@" > /dev/null 2> "$work/said"; } 2>&1 ) || { echo "failed: $*" >&2; tail -3 "$work/said" >&2; exit 1; }
    times+=("$time")
  done
  printf '%s\n' "${times[@]}" | sort -n | head -1
}
calc() { awk "BEGIN { printf \"%.2f\", $1 }"; }
verify() { "$BEFFROI" election verify "$@"; }
cut() { # cut FILE BALLOTS TO: the beginning of an archive; 0 ballots: the setup alone
  python3 - "$@" <<'PY'
import sys
path, ballots, to = sys.argv[1], int(sys.argv[2]), sys.argv[3]
at = 0
with open(path, 'rb') as file:
    # BELENIOS, the setup's four records and its event, then two entries a ballot.
    for _ in range(6 + 2 * ballots):
        file.seek(at + 124)
        at += 512 + (int(file.read(11), 8) + 511) // 512 * 512
    file.seek(0)
    with open(to, 'wb') as out:
        while at > 0:
            block = file.read(min(at, 1 << 20))
            out.write(block)
            at -= len(block)
PY
}

tools=${BELENIOS_TOOLS:-$work/tools}
new=$tools/belenios-tool-trixie old=$(command -v belenios-tool || true)

elect() { # elect LABEL GROUP TOOL: the same votes each time
  local d=$work/$1
  [ ! -d "$d" ] || return 0
  python3 - "$work" "$N" <<'PY'
import random, sys
folder, n = sys.argv[1], int(sys.argv[2])
random.seed(1)
with open(f'{folder}/voters', 'w') as voters, open(f'{folder}/votes', 'w') as votes:
    for i in range(n):
        voters.write(f'v{i}@example.org\n')
        chosen = random.sample(range(5), random.randint(1, 3))
        votes.write('[[' + ','.join('1' if j in chosen else '0' for j in range(5)) + ']]\n')
PY
  echo '{"description":"b","name":"b","questions":[{"answers":["A","B","C","D","E"],"min":1,"max":3,"question":"q"}]}' > "$work/template"
  BT=$3 "$FOREIGN/run_election.sh" "$d" "$2" "$work"/{template,voters,votes} single:1 > "$work/said" 2>&1
  # The setup alone gives the fixed cost of each.
  mkdir "$d/start"; cut "$d"/*.bel 0 "$d/start/$(basename "$d"/*.bel)"
}
make_all() {
  [ -x "$new" ] || "$FOREIGN/get-belenios-tools.sh" "$tools" trixie >&2 || echo "skipped: no belenios-tool 3.0" >&2
  [ ! -x "$new" ] || elect ed25519 Ed25519 "$new"
  [ -z "$old" ] || elect belenios-2048 BELENIOS-2048 "$old"
  [ -f "$work/urn.bel" ] || "$URN" "$work/urn.bel" Ed25519 $((LARGE + NEW))
  cut "$work/urn.bel" $((LARGE / 2)) "$work/half.bel"
  for known in $((LARGE / 100)) $((LARGE / 10)) "$LARGE"; do
    cut "$work/urn.bel" "$known" "$work/$known.bel"; cut "$work/urn.bel" $((known + NEW)) "$work/$known+.bel"
    [ -f "$work/$known.receipt" ] || verify --receipt "$work/$known.receipt" "$work/$known.bel" > /dev/null
  done
}
compare() { # compare LABEL TOOL
  local d=$work/$1 theirs ours
  [ -d "$d" ] || { echo "skipped: $1"; return 0; }
  theirs=$(calc "($(best %U "$2" election verify --dir "$d") - $(best %U "$2" election verify --dir "$d/start")) * 1000 / $N")
  ours=$(calc "($(best %U verify --threads 1 "$d"/*.bel) - $(best %U verify --threads 1 "$d"/start/*.bel)) * 1000 / $N")
  echo "$1: belenios-tool $theirs ms a ballot, ours $ours ms, $(calc "$theirs / $ours") times faster on one core"
}
cores() {
  local one two halved
  one=$(best %R verify --threads 1 "$work/$LARGE.bel") two=$(best %R verify --threads 2 "$work/$LARGE.bel")
  halved=$(best %R verify --threads 1 "$work/half.bel")
  echo "$LARGE ballots: $one s on one core, $two s on two ($(calc "$one / $two") times); half of them $halved s ($(calc "$one / $halved") times less)"
}
memory() {
  python3 - "$BEFFROI" "$work/$LARGE.bel" <<'PY'
import resource, subprocess, sys
subprocess.run([sys.argv[1], 'election', 'verify', sys.argv[2]], stdout=subprocess.DEVNULL, check=True)
print(f'memory: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB')
PY
}
since() {
  for known in $((LARGE / 100)) $((LARGE / 10)) "$LARGE"; do
    echo "$NEW new ballots after $known: $(best %R verify --threads 1 --since "$work/$known.bel" "$work/$known+.bel") s beside the older archive," \
      "$(best %R verify --threads 1 --since "$work/$known.receipt" "$work/$known+.bel") s after a receipt"
  done
}

for part in "${@:-all}"; do
  case $part in
    all) make_all; compare ed25519 "$new"; compare belenios-2048 "$old"; cores; memory; since ;;
    make) make_all ;;
    compare) compare ed25519 "$new"; compare belenios-2048 "$old" ;;
    cores | memory | since) "$part" ;;
    *) sed -n '3,9p' "$0" >&2; exit 64 ;;
  esac
done
