#!/bin/sh
# Speed and memory of `beffroi budget count` on one core, with pabutools beside it (grouped ballots, exact rationals).
# Usage: engines/budgeting/bench.sh [FILE.pb …]; by default all real budgets. PABUTOOLS_LIMIT: seconds, default 60.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
limit=${PABUTOOLS_LIMIT:-60}
(cd "$root" && cargo build --quiet --release -p beffroi)
beffroi="$root/target/release/beffroi"
python="$root/target/foreign-budgeting/bin/python"
[ -x "$python" ] || echo "pabutools is not installed: run checks/foreign.sh first; only our own times follow"
[ $# -gt 0 ] || set -- "$root"/../shared/data/participation/pabulib/*.pb

printf '%-46s %-6s %9s %9s %12s %8s\n' file rule 'CPU s' 'MB' 'pabutools s' ratio
for file in "$@"; do
  [ -e "$file" ] || { echo "skipped: no real budgets"; exit 0; }
  for completion in none add1; do
    own=$(python3 - "$beffroi" "$file" "$completion" <<'P'
import os, resource, subprocess, sys
beffroi, file, completion = sys.argv[1:]
os.sched_setaffinity(0, [sorted(os.sched_getaffinity(0))[0]])
subprocess.run([beffroi, "budget", "count", file, "--completion", completion, "--json"],
               check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:.4f} {used.ru_maxrss / 1024:.0f}")
P
    )
    theirs=-
    if [ -x "$python" ]; then
      theirs=$(timeout "$limit" "$python" - "$file" "$completion" <<'P' || echo ">$limit"
import sys, time
sys.setrecursionlimit(20000)
from pabutools.election import *
from pabutools.rules import method_of_equal_shares
start = time.process_time()
instance, profile = parse_pabulib(sys.argv[1])
kind = instance.meta["vote_type"]
sat = {"ordinal": Additive_Borda_Sat, "cumulative": Additive_Cardinal_Sat, "scoring": Additive_Cardinal_Sat}.get(kind, Cost_Sat)
more = {"voter_budget_increment": 1} if sys.argv[2] == "add1" else {}
method_of_equal_shares(instance, profile.as_multiprofile(), sat_class=sat, **more)
print(f"{time.process_time() - start:.2f}")
P
      )
    fi
    seconds=${own% *}
    ratio=$(awk -v a="$seconds" -v b="${theirs#>}" 'BEGIN { if (b + 0 > 0 && a + 0 > 0) printf "%.0f", b / a; else print "-" }')
    printf '%-46s %-6s %9s %9s %12s %8s\n' "$(basename "$file" .pb | cut -c1-46)" "$completion" "$seconds" "${own#* }" "$theirs" "$ratio"
  done
done
