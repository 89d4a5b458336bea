#!/bin/sh
# Foreign check: red-dwarf 0.4.0, another implementation of the method, reads the conversations that we export and
# finds the same components (1e-5, up to sign) and the same agreed consensus (but for equal scores).
# Usage: [PYTHON=python with `pip install red-dwarf==0.4.0`] engines/opinion/red-dwarf.sh [DIR…]
set -eu
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
data=../shared/data/participation/polis
if ! "$python" -c 'import reddwarf' 2>/dev/null; then
    echo "skipped: $python has no red-dwarf (pip install red-dwarf==0.4.0)" >&2
    exit 0
fi
if [ $# -eq 0 ]; then
    [ -d "$data" ] || { echo "skipped: $data is absent" >&2; exit 0; }
    set -- "$data/brexit-consensus" "$data/scoop-hivemind.freshwater" "$data/scoop-hivemind.taxes"
fi
cargo build --quiet --release -p beffroi
exec "$python" -W ignore - "$PWD/target/release/beffroi" "$@" <<'PY'
import functools, http.server, json, os, subprocess, sys, tempfile, threading
from reddwarf.data_loader import Loader
from reddwarf.implementations.polis import run_pipeline

class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

def load(folder):
    """What red-dwarf reads of an export; its loader wants an address, so the folder is served on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        return Loader(directory_url=f"http://127.0.0.1:{server.server_port}/", is_cache_enabled=False)
    finally:
        server.shutdown()

binary, failed = sys.argv[1], 0
for folder in sys.argv[2:]:
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([binary, "opinion", "export", folder, out, "--rows-were-announced"], check=True, stdout=subprocess.DEVNULL)
        ours = json.loads(subprocess.run([binary, "opinion", "map", out, "--json"], check=True, stdout=subprocess.PIPE).stdout)
        loader = load(out)
    rejected = [c["statement_id"] for c in loader.comments_data if c["moderated"] == -1]
    theirs = run_pipeline(votes=loader.votes_data, mod_out_statement_ids=rejected, random_state=42)
    points = theirs.statements_df.loc[ours["statement_ids"], ["pc1", "pc2"]].to_numpy()
    gaps = [min(abs(points[:, i] - c).max(), abs(points[:, i] + c).max()) for i, c in enumerate(ours["comps"])]
    agreed = [s["tid"] for s in theirs.consensus["agree"]] == [s["tid"] for s in ours["consensus"]["agree"]]
    sound = rejected == ours["moderated_out"] and len(loader.votes_data) == ours["votes"] and max(gaps) < 1e-5 and agreed
    print(f"{'ok' if sound else 'DIFFERS'}: {os.path.basename(folder.rstrip('/'))}: {ours['votes']} votes, components within {max(gaps):.1e}, consensus {'equal' if agreed else 'differs'}")
    failed += not sound
print(f"{len(sys.argv) - 2 - failed} passed, {failed} failed")
sys.exit(failed > 0)
PY
