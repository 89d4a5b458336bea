#!/bin/bash
# Runs a whole election with `beffroi election` alone.
#   usage: election.sh OUTDIR GROUP TEMPLATE VOTERS VOTES TRUSTEES
#   TRUSTEES  single:N | threshold:T/N | mixed:T/N (one alone and T of N); of a set the last T decrypt
#   VOTES     a vote a line: line i is cast by voter i, lines beyond the last voter are re-votes of voter 1, 2, …
#   env       BEFFROI = the binary
set -euo pipefail
[ $# -eq 6 ] || { sed -n '2,7p' "$0"; exit 64; }
BEFFROI=$(readlink -f "${BEFFROI:?the beffroi binary}")
GROUP=$2 TEMPLATE=$(readlink -f "$3") VOTERS=$(readlink -f "$4") VOTES=$(readlink -f "$5")
mkdir -p "$1"; cd "$1"
b() { "$BEFFROI" election --lang en "$@"; }

UUID=$(b credentials --group "$GROUP" --voters "$VOTERS" | head -1)

kind=${6%%:*} spec=${6#*:}
case $kind in single) singles=$spec;; mixed) singles=1;; threshold) singles=0;; esac
keys=() create=()
for _ in $(seq 1 "$singles"); do
  key=$(b trustee single --group "$GROUP" --name "Gardienne « é » \"$((${#keys[@]} + 1))\"" | head -1)
  keys+=("$key"); create+=("${key%.privkey}.pubkey")
done
[ $singles -eq 0 ] || create=(--pubkeys "${create[@]}")
members=()
if [ "$kind" != single ]; then
  T=${spec%/*} N=${spec#*/}
  for i in $(seq 1 "$N"); do
    key=$(b trustee step1 --group "$GROUP" --index "$i" --threshold "$T" --size "$N" | head -1)
    members+=("${key%.key}")
  done
  certs=(--group "$GROUP" --certs "${members[@]/%/.cert}")
  b trustee step2 "${certs[@]}"
  for m in "${members[@]}"; do b trustee step3 "${certs[@]}" --key "$m.key"; done
  b trustee step4 "${certs[@]}" --polynomials "${members[@]/%/.polynomial}"
  i=0
  for m in "${members[@]}"; do
    i=$((i+1)); b trustee step5 "${certs[@]}" --key "$m.key" --input "member$i.vinput" > /dev/null
  done
  b trustee step6 "${certs[@]}" --polynomials "${members[@]/%/.polynomial}" --outputs "${members[@]/%/.voutput}"
  create+=(--threshold threshold.json)
fi

b create --group "$GROUP" --uuid "$UUID" --template "$TEMPLATE" --credentials "$UUID.pubcreds" "${create[@]}"

mkdir -p codes ballots setup
cp "$UUID.bel" setup/
python3 - "$VOTERS" "$UUID.privcreds" <<'PY'
import json, sys
codes = json.load(open(sys.argv[2]))
for i, line in enumerate(open(sys.argv[1]).read().strip().split('\n')):
    parts = line.split(',')
    login = parts[1] if len(parts) > 1 and parts[1] else parts[0]
    open(f'codes/{i}', 'w').write(codes[login])
PY
n=$(wc -l < "$VOTERS") i=0
while IFS= read -r vote; do
  printf '%s' "$vote" > choice.json
  ballot=ballots/$(printf %04d $i).json
  b vote "$UUID.bel" --code codes/$((i % n)) --choice choice.json --out "$ballot" > /dev/null
  b vote "$UUID.bel" --ballot "$ballot" > /dev/null
  i=$((i+1))
done < "$VOTES"
cp "$UUID.bel" urn.bel
b tally "$UUID.bel"
if grep -q NonHomomorphic "$TEMPLATE"; then
  b shuffle "$UUID.bel" --trustee 1
  b shuffle "$UUID.bel" --trustee 2 --end
fi
for i in $(seq 1 "$singles"); do b decrypt "$UUID.bel" --trustee "$i" --key "${keys[$((i-1))]}"; done
if [ "$kind" != single ]; then
  for j in $(seq $((N-T+1)) "$N"); do
    m=${members[$((j-1))]}
    b decrypt "$UUID.bel" --trustee $((singles+j)) --key "$m.key" --dkey "$m.dkey"
  done
fi
b finish "$UUID.bel"
b verify "$UUID.bel" > verify.txt
b verify "$UUID.bel" --since urn.bel > verify-since.txt
echo "$UUID" > uuid.txt
