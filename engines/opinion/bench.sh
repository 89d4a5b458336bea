#!/bin/sh
# Time of `beffroi opinion map` on one core, reading and writing included: with and without the stability samples.
# Usage: engines/opinion/bench.sh [DIR…]; without arguments, the real conversations beside the checkout.
# env: BEFFROI = the binary (built when it is not given).
# Goals without the samples: 0.2 s for 49 000 votes by 1 900 people; 2 s for 225 000 votes by 2 000 people on 900
# statements. Fails where a conversation of that size takes longer.
set -eu
cd "$(dirname "$0")/../.."
data=../shared/data/participation/polis
if [ $# -eq 0 ]; then
    [ -d "$data" ] || { echo "skipped: $data is absent" >&2; exit 0; }
    set -- "$data"/*
fi
if [ -z "${BEFFROI:-}" ]; then
    cargo build --quiet --release --no-default-features -p beffroi
    BEFFROI=${CARGO_TARGET_DIR:-$PWD/target}/release/beffroi
fi
exec python3 - "$BEFFROI" "$@" <<'PY'
import json, os, subprocess, sys, time

binary, folders = sys.argv[1], sys.argv[2:]
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

def measure(*options, runs):
    """The best wall clock and processor time of several runs, in seconds, and the output."""
    global memory
    best = (float("inf"), float("inf"))
    for _ in range(runs):
        start = time.perf_counter()
        child = subprocess.Popen([binary, "opinion", "map", *options], stdout=subprocess.PIPE)
        out = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        if status:
            sys.exit("the command failed")
        best = min(best, (time.perf_counter() - start, used.ru_utime + used.ru_stime))
        memory = max(memory, used.ru_maxrss)
    return best, out

slow, memory = False, 0
print(f"{'conversation':32} {'people':>6} {'statements':>10} {'votes':>7} {'map s':>7} {'cpu s':>7} {'+ 50 samples':>12} {'cpu s':>7}")
for folder in folders:
    (wall, cpu), out = measure(folder, "--json", "--without-stability", runs=5)
    (whole, whole_cpu), _ = measure(folder, "--json", runs=2)
    m = json.loads(out)
    name = os.path.basename(folder.rstrip("/"))[:32]
    print(f"{name:32} {m['participants']:6} {m['statements']:10} {m['votes']:7} {wall:7.3f} {cpu:7.3f} {whole:12.3f} {whole_cpu:7.3f}")
    slow |= wall > (0.2 if m["votes"] <= 50_000 else 2.0)
print(f"largest memory of a run: {memory / 1024:.0f} MB")
sys.exit(1 if slow else 0)
PY
