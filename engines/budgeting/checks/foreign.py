"""Recounts with pabutools what `beffroi budget count` writes; see foreign.sh."""

import contextlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile

from pabulib.checker import Checker
from pabutools.election.ballot import AbstractCardinalBallot
from pabutools.election import (
    Additive_Borda_Sat, Additive_Cardinal_Sat, ApprovalBallot, ApprovalProfile, Cardinality_Sat, Cost_Sat,
    parse_pabulib,
)
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen

sys.setrecursionlimit(20000)
SATISFACTION = {
    "cost": Cost_Sat, "cardinality": Cardinality_Sat, "points": Additive_Cardinal_Sat, "borda": Additive_Borda_Sat,
}
# Real files small enough for pabutools' Add1; plain rules are recounted on all of them.
REAL = [
    "Poland_Swiecie_2023", "Switzerland_Zurich_S5", "Switzerland_Zurich_S5R", "France_Toulouse_2019",
    "France_Toulouse_2022_1_-_Capitole_Arnaud_Bernard_Carmes", "Worldwide_Mechanical_Turk_Ranking_value_6",
]
QUICK_ADD1 = REAL[1:3] + REAL[4:]
# Elections drawn at random; SEED=… draws others.
DRAWN = 80


def approvals(instance, profile):
    """Every project with points, or ranked, counts as approved."""
    def chosen(ballot):
        return [p for p in ballot if ballot[p] > 0] if isinstance(ballot, AbstractCardinalBallot) else list(ballot)
    return ApprovalProfile([ApprovalBallot(chosen(ballot)) for ballot in profile], instance=instance)


def recount(path, published):
    """The winners by pabutools with the published parameters; projects set aside are left out first."""
    instance, profile = parse_pabulib(path)
    for name in published["set_aside"]:
        instance.discard(instance.get_project(name))
    own = published["parameters"]
    if own["rule"] == "phragmen":
        return sequential_phragmen(instance, approvals(instance, profile).as_multiprofile())
    profile = profile.as_multiprofile()
    satisfaction = SATISFACTION[own["utility"]]
    if own["rule"] == "greedy":
        return greedy_utilitarian_welfare(instance, profile, sat_class=satisfaction)
    more = {"voter_budget_increment": int(own["step"])} if own["completion"].startswith("add1") else {}
    bought = method_of_equal_shares(instance, profile, sat_class=satisfaction, **more)
    if own["completion"] in ("u", "add1u"):
        return greedy_utilitarian_welfare(
            instance, profile, sat_class=satisfaction, initial_budget_allocation=bought
        )
    return bought


def drawn(seed):
    """A small election drawn at random: few votes and round costs, so that ties and nearly equal prices abound."""
    draw = random.Random(seed)
    kind = draw.choice(["approval", "approval", "choose-1", "cumulative", "scoring", "ordinal"])
    projects = [f"{n:03}" for n in range(1, draw.randint(2, 8))]
    ballots = []
    for _ in range(draw.randint(1, 12)):
        length = 1 if kind == "choose-1" else draw.randint(1, len(projects))
        chosen = draw.sample(projects, length)
        points = [draw.randint(1, 4) for _ in chosen]
        ballots.append((chosen, points))
    cents = draw.choice(["", "", ".5", ".25"])
    costs = {name: f"{draw.choice([10, 20, 25, 30, draw.randint(1, 60)])}{cents}" for name in projects}
    budget = draw.randint(10, 150)
    has_points = kind in ("cumulative", "scoring")
    meta = {
        "description": "Drawn at random", "country": "Belgium", "unit": "Nowhere", "instance": str(seed),
        "num_projects": len(projects), "num_votes": len(ballots), "budget": budget, "vote_type": kind,
        "rule": "unknown", "date_begin": 2026, "date_end": 2026, "language": "en", "currency": "EUR",
    }
    lines = ["META", "key;value", *(f"{key};{value}" for key, value in meta.items())]
    lines += ["PROJECTS", "project_id;cost", *(f"{name};{cost}" for name, cost in costs.items())]
    lines += ["VOTES", "voter_id;vote;points" if has_points else "voter_id;vote"]
    for number, (chosen, points) in enumerate(ballots):
        line = f"{number};{','.join(chosen)}"
        lines.append(f"{line};{','.join(map(str, points))}" if has_points else line)
    return "\n".join(lines) + "\n"


def rules(kind, add1):
    """Every rule that both count, for ballots of a kind."""
    utilities = {"ordinal": ["borda"], "cumulative": ["points"], "scoring": ["points"]}.get(
        kind, ["cost", "cardinality"]
    )
    yield ["--rule", "phragmen"]
    for utility in utilities:
        yield ["--rule", "greedy", "--utility", utility]
        for completion in ["none", "u"] + (["add1", "add1u"] if add1 else []):
            yield ["--rule", "mes", "--utility", utility, "--completion", completion]


def is_accepted(path):
    """Whether the Pabulib checker finds nothing against a file; else what it says."""
    with contextlib.redirect_stdout(io.StringIO()):
        verdict = Checker().process_files([path])
    return verdict["metadata"]["invalid"] == 0, verdict


def main(beffroi, examples, real):
    files = [(os.path.join(examples, name), True) for name in sorted(os.listdir(examples)) if name.endswith(".pb")]
    if os.path.isdir(real):
        files += [(os.path.join(real, name + ".pb"), name in QUICK_ADD1) for name in REAL]
    else:
        print("skipped: no real budgets, only the examples and elections drawn at random are recounted")
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.pb")
        seeds = range(int(os.environ.get("SEED", 1)), int(os.environ.get("SEED", 1)) + DRAWN)
        for seed in seeds:
            path = os.path.join(folder, f"seed-{seed}.pb")
            with open(path, "w", encoding="utf-8") as file:
                file.write(drawn(seed))
            files.append((path, True))
        for path, add1 in files:
            with open(path, encoding="utf-8-sig") as text:
                kind = [line.split(";")[1].strip() for line in text if line.startswith("vote_type")][0]
            # The categories of one have spaces, and ties that it cannot break make the checker raise.
            unchecked = "Mechanical_Turk" in path or "seed-" in path
            for rule in rules(kind, add1):
                answer = subprocess.run(
                    [beffroi, "budget", "count", path, "--json", "--pb", out] + rule,
                    check=True, capture_output=True, text=True,
                )
                published = json.loads(answer.stdout)
                winners = sorted(project.name for project in recount(out, published))
                accepted, verdict = (True, "") if unchecked else is_accepted(out)
                if winners == published["selected"] and accepted:
                    passed += 1
                else:
                    failed += 1
                    print("FAILED", os.path.basename(path), *rule, winners, published["selected"], verdict)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
