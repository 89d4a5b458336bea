#!/bin/sh
# Conditions of w.c.s. against Django's own {% if %}: trees and truths. Needs Python 3; prints `skipped` when Django
# cannot be installed. Leaves everything under target/.
set -eu
cd "$(dirname "$0")/.."
root=$(cd ../.. && pwd)
work=${CARGO_TARGET_DIR:-$root/target}/forms-django
venv=$work/venv
mkdir -p "$work"

if [ ! -x "$venv/bin/django-admin" ]; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check Django==5.2.8; } \
        >"$work/pip.log" 2>&1; then
        echo "forms, Django: skipped (Django cannot be installed, see $work/pip.log)"
        rm -rf "$venv"
        exit 0
    fi
fi

cargo build --quiet --package beffroi-forms --example wcs_conditions
program=${CARGO_TARGET_DIR:-$root/target}/debug/examples/wcs_conditions
corpus=$root/../shared/data/procedures/wcs-imio
if [ -d "$corpus" ]; then
    exec "$venv/bin/python" checks/conditions.py "$program" "$corpus"
fi
echo "forms, Django: the corpus of communes is absent, its trees are skipped"
exec "$venv/bin/python" checks/conditions.py "$program"
