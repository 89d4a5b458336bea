#!/bin/bash
# Measures verification beside belenios-tool, on this machine, with the same election.
#   usage: engines/ballot/bench.sh [BALLOTS] [LARGE]
#   BALLOTS  size of the elections compared (default 100: belenios-tool makes them, one call a ballot)
#   LARGE    size of the urn for memory, two cores and --since (default 2000; an urn of 100000 takes 2.5 minutes to make)
#   env      FOREIGN = check/voting, BELENIOS_TOOLS = folder with belenios-tool-trixie (unpacked when missing)
# CPU seconds are user time, the best of three runs; fixed costs are taken off by measuring the setup alone.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")") root=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
FOREIGN=$(readlink -f "${FOREIGN:-$root/../shared/check/voting}") N=${1:-100} LARGE=${2:-2000}
(cd "$root" && cargo build --quiet --release --no-default-features -p beffroi -p beffroi-ballot --bins --example urn)
built=${CARGO_TARGET_DIR:-$root/target}/release
beffroi=${BEFFROI:-$built/beffroi} urn=$built/examples/urn
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cpu() { # CPU seconds of a command, the best of three
  for _ in 1 2 3; do { TIMEFORMAT=%U; time "$@" > /dev/null 2>&1; } 2>&1; done | sort -n | head -1
}
wall() { for _ in 1 2 3; do { TIMEFORMAT=%R; time "$@" > /dev/null 2>&1; } 2>&1; done | sort -n | head -1; }
calc() { awk "BEGIN { printf \"%.2f\", $1 }"; }
verify() { "$beffroi" election verify "$@"; }

compare() { # compare LABEL GROUP TOOL
  local d=$work/$1 t=$3
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
  BT=$t "$FOREIGN/run_election.sh" "$d" "$2" "$work/template" "$work/voters" "$work/votes" single:1 > /dev/null 2>&1
  # The same archive with the setup alone gives the fixed cost of each.
  mkdir "$d/start"; python3 - "$d" <<'PY'
import glob, sys
folder = sys.argv[1]
path = glob.glob(folder + '/*.bel')[0]
data, at, entries = open(path, 'rb').read(), 0, 0
while entries < 6:
    size = int(data[at + 124:at + 135], 8)
    at += 512 + (size + 511) // 512 * 512
    entries += 1
open(folder + '/start/' + path.rsplit('/', 1)[1], 'wb').write(data[:at])
PY
  local theirs ours
  theirs=$(calc "($(cpu "$t" election verify --dir "$d") - $(cpu "$t" election verify --dir "$d/start")) * 1000 / $N")
  ours=$(calc "($(cpu verify --threads 1 "$d"/*.bel) - $(cpu verify --threads 1 "$d"/start/*.bel)) * 1000 / $N")
  echo "$1: belenios-tool $theirs ms a ballot, ours $ours ms, $(calc "$theirs / $ours") times faster on one core"
}

tools=${BELENIOS_TOOLS:-$work/tools}
[ -x "$tools/belenios-tool-trixie" ] || "$FOREIGN/get-belenios-tools.sh" "$tools" trixie >&2 || echo "skipped: no belenios-tool 3.0" >&2
[ ! -x "$tools/belenios-tool-trixie" ] || compare ed25519 Ed25519 "$tools/belenios-tool-trixie"
! command -v belenios-tool > /dev/null || compare belenios-2048 BELENIOS-2048 belenios-tool

# The same urn at a tenth, at half and whole; after each prefix come the same hundred ballots more.
NEW=100
"$urn" "$work/large.bel" Ed25519 $((LARGE + NEW))
cut() { # cut BALLOTS FILE: the beginning of the urn
  python3 - "$work/large.bel" "$1" "$2" <<'PY'
import sys
path, ballots, to = sys.argv[1], int(sys.argv[2]), sys.argv[3]
at, entries = 0, 0
with open(path, 'rb') as file:
    # BELENIOS, the setup's four records and its event, then two entries a ballot.
    while entries < 6 + 2 * ballots:
        file.seek(at + 124)
        size = int(file.read(11), 8)
        at += 512 + (size + 511) // 512 * 512
        entries += 1
    file.seek(0)
    with open(to, 'wb') as out:
        while at > 0:
            block = file.read(min(at, 1 << 20))
            out.write(block)
            at -= len(block)
PY
}
half=$((LARGE / 2))
cut "$half" "$work/half.bel"; cut "$LARGE" "$work/whole.bel"
one=$(wall verify --threads 1 "$work/whole.bel") two=$(wall verify --threads 2 "$work/whole.bel")
halved=$(wall verify --threads 1 "$work/half.bel")
echo "$LARGE ballots: $one s on one core, $two s on two ($(calc "$one / $two") times); half of them $halved s ($(calc "$one / $halved") times less)"
python3 - "$beffroi" "$work/whole.bel" <<'PY'
import resource, subprocess, sys
subprocess.run([sys.argv[1], 'election', 'verify', sys.argv[2]], stdout=subprocess.DEVNULL, check=True)
print(f'memory: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB')
PY
for known in $((LARGE / 100)) $((LARGE / 10)) "$LARGE"; do
  cut "$known" "$work/older.bel"; cut $((known + NEW)) "$work/newer.bel"
  rm -f "$work/receipt"; verify --receipt "$work/receipt" "$work/older.bel" > /dev/null
  echo "$NEW new ballots after $known: $(wall verify --threads 1 --since "$work/older.bel" "$work/newer.bel") s beside the older archive," \
    "$(wall verify --threads 1 --since "$work/receipt" "$work/newer.bel") s after a receipt"
done
