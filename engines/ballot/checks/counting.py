#!/usr/bin/env python3
"""Compares the counting methods with `belenios-tool method` on random votes, byte for byte.

counting.py TOOL COUNT [ROUNDS] [SEED]     COUNT is the engine's example of that name

Within a tied level of majority judgment the tool leaves choices in the order of its sort: there the order is not compared.
"""
import json
import random
import subprocess
import sys

tool, count = sys.argv[1:3]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 60
random.seed(int(sys.argv[4]) if len(sys.argv) > 4 else 1)


def run(command, votes):
    """What the command prints; nothing when it fails, as 2.0 does on some votes."""
    done = subprocess.run(command, input=json.dumps(votes), capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def ranking(n):
    chosen = random.sample(range(n), random.randint(0, n))
    vote = [0] * n
    for rank, choice in enumerate(chosen):
        vote[choice] = rank + 1
    if random.random() < 0.1:
        vote[random.randrange(n)] = random.randint(0, n)
    return vote


def grades(n, best):
    if random.random() < 0.8:
        return [random.randint(1, best) for _ in range(n)]
    return random.choice([[0] * n, [random.randint(0, best + 1) for _ in range(n)]])


def weak_order(n):
    return [random.randint(0, n) for _ in range(n)] if random.random() < 0.9 else [0] * n


def in_sets(outcome):
    if outcome is None:
        return None
    outcome = json.loads(outcome)
    outcome['winners'] = [sorted(level) for level in outcome['winners']]
    return outcome


failures = 0
for _ in range(rounds):
    n, blank = random.randint(1, 5), random.choice(['true', 'false'])
    votes, choices = [weak_order(n) for _ in range(random.randint(0, 9))], f'--nchoices={n}'
    theirs = run([tool, 'method', 'schulze', choices, f'--blank-allowed={blank}'], votes)
    cases = [(votes, theirs, run([count, 'schulze', str(n), blank], votes))]
    best = random.randint(2, 5)
    votes = [grades(n, best) for _ in range(random.randint(0, 9))]
    theirs = run([tool, 'method', 'majority-judgment', choices, f'--ngrades={best}', f'--blank-allowed={blank}'], votes)
    cases.append((votes, in_sets(theirs), in_sets(run([count, 'majority', str(n), str(best), blank], votes))))
    seats = random.randint(1, n)
    votes = [ranking(n) for _ in range(random.randint(0, 14))]
    theirs = run([tool, 'method', 'stv', f'--nseats={seats}'], votes)
    cases.append((votes, theirs, run([count, 'stv', str(seats)], votes)))
    for votes, theirs, ours in cases:
        if theirs is None:
            failures += 1
        elif theirs != ours:
            sys.exit(f'{votes}\ntheirs {theirs}\nours   {ours}')
if failures > rounds // 10:
    sys.exit(f'{tool} failed {failures} times')
