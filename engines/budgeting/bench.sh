#!/bin/sh
# Speed and memory of `beffroi budget count` on one core, with pabutools beside it (grouped ballots, exact rationals).
# Usage: engines/budgeting/bench.sh [FILE.pb …]; by default all real budgets.
#   env  BEFFROI = the binary (built when it is not given); PABUTOOLS_LIMIT: seconds, default 60 (0: ours alone)
#        UTILITY = cost …: one utility for all; by default the one of the ballots
#        RULES = which of greedy phragmen mes mes+u mes+add1 mes+add1u
# CPU seconds of the whole command, start and reading included, ours the best of three runs; of pabutools also its
# reading and counting alone, without the start of Python. Fails where a count of ours takes more than it may: 0.5 s for plain rules,
# 2 s with add1, 500 MB.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
limit=${PABUTOOLS_LIMIT:-60}
if [ -z "${BEFFROI:-}" ]; then
  (cd "$root" && cargo build --quiet --release --no-default-features -p beffroi)
  BEFFROI="${CARGO_TARGET_DIR:-$root/target}/release/beffroi"
fi
python="$root/target/foreign-budgeting/bin/python"
[ -x "$python" ] || echo "pabutools is not installed: run checks/foreign.sh first; only our own times follow"
[ $# -gt 0 ] || set -- "$root"/../shared/data/participation/pabulib/*.pb

printf '%-34s %-12s %8s %6s %12s %10s %6s\n' file rule 'CPU s' 'MB' 'pabutools s' 'its count' ratio
slow=0
for file in "$@"; do
  [ -e "$file" ] || { echo "skipped: no real budgets"; exit 0; }
  for rule in ${RULES:-greedy phragmen mes mes+u mes+add1 mes+add1u}; do
    own=$(python3 - "$BEFFROI" "$file" "$rule" "${UTILITY:-}" <<'P'
import os, subprocess, sys
beffroi, file, rule, utility = sys.argv[1:]
os.sched_setaffinity(0, [sorted(os.sched_getaffinity(0))[0]])
rule, _, completion = rule.partition("+")
command = [beffroi, "budget", "count", file, "--rule", rule, "--completion", completion or "none", "--json"]
command += ["--utility", utility] if utility else []
seconds, memory = [], 0
for _ in range(3):
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit("the command failed")
    seconds.append(used.ru_utime + used.ru_stime)
    memory = max(memory, used.ru_maxrss)
print(f"{min(seconds):.4f} {memory / 1024:.0f}")
P
    )
    theirs="- -"
    if [ -x "$python" ] && [ "$limit" != 0 ]; then
      theirs=$(timeout "$limit" "$python" - "$file" "$rule" "${UTILITY:-}" <<'P' || echo ">$limit -"
import sys, time
sys.setrecursionlimit(20000)
from pabutools.election import *
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen
file, rule, utility = sys.argv[1:]
start = time.process_time()
instance, profile = parse_pabulib(file)
kind = instance.meta["vote_type"]
sat = {"ordinal": Additive_Borda_Sat, "cumulative": Additive_Cardinal_Sat, "scoring": Additive_Cardinal_Sat}.get(kind, Cost_Sat)
sat = {"cost": Cost_Sat, "cardinality": Cardinality_Sat}.get(utility, sat)
if rule == "phragmen":
    if not isinstance(profile, AbstractApprovalProfile):
        print("-")
        sys.exit()
    sequential_phragmen(instance, profile.as_multiprofile())
elif rule == "greedy":
    greedy_utilitarian_welfare(instance, profile.as_multiprofile(), sat_class=sat)
else:
    multi = profile.as_multiprofile()
    more = {"voter_budget_increment": 1} if "add1" in rule else {}
    bought = method_of_equal_shares(instance, multi, sat_class=sat, **more)
    if rule.endswith("u"):
        greedy_utilitarian_welfare(instance, multi, sat_class=sat, initial_budget_allocation=bought)
print(f"{time.process_time():.2f} {time.process_time() - start:.2f}")
P
      )
    fi
    seconds=${own% *}
    whole=${theirs% *}
    ratio=$(awk -v a="$seconds" -v b="${whole#>}" 'BEGIN { if (b + 0 > 0 && a + 0 > 0) printf "%.0f", b / a; else print "-" }')
    case $rule in *add1*) most=2 ;; *) most=0.5 ;; esac
    late=$(awk -v a="$seconds" -v m="${own#* }" -v most="$most" 'BEGIN { print (a > most || m > 500) ? 1 : 0 }')
    [ "$late" = 0 ] || slow=1
    name=$(basename "$file" .pb | cut -c1-34)
    printf '%-34s %-12s %8s %6s %12s %10s %6s%s\n' "$name" "$rule" "$seconds" "${own#* }" "$whole" "${theirs#* }" "$ratio" \
      "$([ "$late" = 0 ] || echo '  TOO SLOW OR LARGE')"
  done
done
exit $slow
