#!/bin/sh
# What other people's tools say of our exports and of our numbers. Needs Python 3 (and Java for ODK Validate);
# prints `skipped` when the tools cannot be installed. Leaves everything under target/.
set -eu
cd "$(dirname "$0")/.."
root=$(cd ../.. && pwd)
work=${CARGO_TARGET_DIR:-$root/target}/forms-foreign
venv=$work/venv
mkdir -p "$work"

if [ ! -x "$venv/bin/django-admin" ]; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check \
        pyxform==4.5.0 check-jsonschema==0.37.4 python-stdnum==2.2 holidays==0.85 Django==5.2.8; } >"$work/pip.log" 2>&1; then
        echo "forms, foreign checks: skipped (the Python tools cannot be installed, see $work/pip.log)"
        rm -rf "$venv"
        exit 0
    fi
fi

cargo build --quiet --package beffroi-forms --example exchange
exchange=${CARGO_TARGET_DIR:-$root/target}/debug/examples/exchange
out=$work/out
rm -rf "$out"
"$exchange" export "$out" checks/*tree.json "$@"
EXCHANGE=$exchange OUT=$out exec "$venv/bin/python" checks/foreign.py
