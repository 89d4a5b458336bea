#!/bin/sh
# Foreign check: pabutools finds the same winners on the files that we write, with the parameters that we publish,
# and the Pabulib checker accepts these files. Needs PyPI once; prints `skipped` and succeeds where it is unreachable.
# Usage: engines/budgeting/checks/foreign.sh [path of the beffroi binary]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
env="$root/target/foreign-budgeting"
beffroi=${1:-}

if [ ! -x "$env/ready" ]; then
  mkdir -p "$root/target"
  if ! python3 -m venv "$env" >/dev/null 2>&1 ||
    ! "$env/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 20 \
      pabutools==1.2.3 pabulib-checker==1.0.8 >"$env/pip.log" 2>&1; then
    rm -rf "$env"
    echo "skipped: pabutools and pabulib-checker cannot be installed"
    exit 0
  fi
  printf '#!/bin/sh\n' >"$env/ready"
  chmod +x "$env/ready"
fi

if [ -z "$beffroi" ]; then
  (cd "$root" && cargo build --quiet --release -p beffroi)
  beffroi="$root/target/release/beffroi"
fi
exec "$env/bin/python" "$here/foreign.py" "$beffroi" "$here/../examples" "$root/../shared/data/participation/pabulib"
