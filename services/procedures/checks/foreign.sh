#!/bin/sh
# What other people's tools say of the catalogue: pyshacl with the shapes of CPSV-AP 3.2.0 on five hundred procedures, published and
# written by the program itself, without network; rdflib that both formats hold the same graph; and that each fault is seen.
#
#   foreign.sh PROGRAM          (or $BEFFROI)
#
# Needs Python 3 and the shapes in ../shared; says `skipped` where either is missing. Leaves everything under target/.
set -eu
program=${1:-${BEFFROI:-target/debug/beffroi}}
case $program in /*) ;; *) program=$PWD/$program ;; esac
cd "$(dirname "$0")/.."
root=$(cd ../.. && pwd)
shapes=${CPSV_AP:-$root/../shared/data/procedures/cpsv-ap/3.2.0}/cpsv-ap-SHACL.ttl
work=${CARGO_TARGET_DIR:-$root/target}/procedures-foreign
venv=$work/venv
services=${SERVICES:-500}
mkdir -p "$work"

if [ ! -f "$shapes" ]; then
    echo "procedures, foreign checks: skipped (the shapes of CPSV-AP are not in ../shared)"
    exit 77
fi
if [ ! -x "$venv/bin/pyshacl" ]; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check \
        pyshacl==0.40.1 rdflib==7.6.0; } >"$work/pip.log" 2>&1; then
        echo "procedures, foreign checks: skipped (pyshacl cannot be installed, see $work/pip.log)"
        rm -rf "$venv"
        exit 77
    fi
fi

# An instance of its own, whose commune has as many procedures.
rm -rf "$work/data" "$work/demo"
"$venv/bin/python" checks/multiply.py "$root/demo" "$work/demo" "$services"
export BEFFROI_CONFIG=/dev/null BEFFROI_LOG_LEVEL=warn BEFFROI_DEMONSTRATION=true BEFFROI_DEMONSTRATION_DATA="$work/demo"
export BEFFROI_DATABASE="sqlite:$work/data/beffroi.sqlite" BEFFROI_FILES="file:$work/data/files" BEFFROI_KEYS="$work/data/keys"
export BEFFROI_PUBLIC_URL="https://{host}"
"$program" demo --host hautval.example >/dev/null
for format in ttl jsonld; do
    "$program" catalogue export --format "$format" >"$work/catalogue.$format"
    "$program" catalogue export --format "$format" | cmp - "$work/catalogue.$format"
done
exec "$venv/bin/python" checks/catalogue.py "$shapes" "$work" "$services"
