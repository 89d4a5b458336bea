#!/usr/bin/env python3
"""Kills Beffroi again and again while people work, and looks for what was lost.

    scripts/crash.py BEFFROI [--engine sqlite|postgres] [--cycles N] [--residents N] [--agents N] [--seed N] [--folder FOLDER]

In each cycle residents send requests, files and messages, agents write and decide, all at once, over HTTP, against a real `beffroi serve`;
at a random moment it gets SIGKILL. It is started again, and then:

    every act that was answered is there: draft, stored file, request, message, decision
    no act is there twice, though everybody who had no answer sends the same form again
    every history is without gap; a decided file has one decision, a sent one has one receipt, and no draft is left of it
    the journal only grew; its entries give the tree that is signed; no chain has a gap, and every opening is what was committed to
    no stored file is missing or altered; what a cut left behind is taken away by the sweep, and nothing else

PostgreSQL: the server at BEFFROI_TEST_POSTGRES, in a database made for it (`FSYNC=on scripts/postgres.sh run …`). Standard library only.
The last line is `N passed, N failed`: the cycles.
"""

import argparse
import base64
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from crash_people import Agent, Resident, Told
from crash_records import Postgres, Records, Sqlite

HERE = os.path.dirname(os.path.abspath(__file__))
# Longest wait for something that must happen, in seconds: many times what it takes on a busy machine.
PATIENCE = 90


class Instance:
    """The program, on the demonstration of Hautval with agents of its own, started and killed on one port."""

    def __init__(self, binary, folder, database, agents):
        self.binary, self.folder, self.process = binary, folder, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.files = os.path.join(folder, "files")
        self.environment = os.environ | {
            "BEFFROI_CONFIG": "/dev/null", "BEFFROI_DEMONSTRATION": "true", "BEFFROI_DEMONSTRATION_DATA": os.path.join(folder, "demo"),
            "BEFFROI_DATABASE": database, "BEFFROI_FILES": f"file:{self.files}", "BEFFROI_KEYS": os.path.join(folder, "keys"),
            "BEFFROI_LISTEN": f"127.0.0.1:{self.port}", "BEFFROI_PUBLIC_URL": f"http://{{host}}:{self.port}", "BEFFROI_LOG_LEVEL": "warn"}
        self.log = open(os.path.join(folder, "beffroi.log"), "ab")
        self.password, self.emails = self.hire(agents)
        subprocess.run([binary, "demo"], env=self.environment, check=True, stdout=subprocess.DEVNULL, stderr=self.log)

    def hire(self, count):
        """A copy of the demonstration with that many agents of the roads unit; their password and addresses."""
        demo = os.path.join(self.folder, "demo")
        shutil.copytree(os.path.join(HERE, "..", "demo"), demo)
        with open(os.path.join(demo, "people.json"), encoding="utf-8") as file:
            people = json.load(file)
        emails = [f"agent{at}@hautval.example" for at in range(count)]
        for at, email in enumerate(emails):
            people["people"].append({"id": f"agent{at}", "given": "Agent", "family": f"Numéro{at}", "email": email,
                                     "roles": [{"role": "agent", "unit": "travaux"}]})
        with open(os.path.join(demo, "people.json"), "w", encoding="utf-8") as file:
            json.dump(people, file, ensure_ascii=False)
        return people["password"], emails

    def start(self):
        self.process = subprocess.Popen([self.binary, "serve"], env=self.environment, stdout=self.log, stderr=self.log)

    def answers(self):
        """Waits until it does; the seconds it took."""
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE:
            if self.process.poll() is not None:
                raise Told(f"the program ended by itself with {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return time.monotonic() - begun
            except OSError:
                time.sleep(0.005)
        raise Told("the program does not answer after a restart")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)

    def doctor(self):
        """The program's own look at the whole journal: tree, head, every chain, every opening."""
        done = subprocess.run([self.binary, "doctor", "--deep"], env=self.environment, capture_output=True, text=True, check=False)
        faults = [line for line in done.stdout.splitlines() if line.startswith("FAULT") and "journal" in line]
        if faults or "journal" not in done.stdout:
            raise Told("; ".join(faults) or "the doctor does not speak of the journal: " + done.stdout + done.stderr)


class Journal:
    """The tree of RFC 6962 grown here from the entries in the database, beside the one that the program signs."""

    def __init__(self):
        self.size, self.stack, self.roots = 0, [], {}

    @staticmethod
    def node(left, right):
        return hashlib.sha256(b"\x01" + left + right).digest()

    def push(self, entry):
        at, node = self.size, hashlib.sha256(b"\x00" + entry).digest()
        while at & 1:
            node, at = self.node(self.stack.pop(), node), at >> 1
        self.stack.append(node)
        self.size += 1

    def root(self):
        if not self.stack:
            return hashlib.sha256(b"").digest()
        node = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            node = self.node(left, node)
        return node

    def check(self, records):
        """What is new of it; an entry that had a place keeps it, since the tree of what was seen is under the signed head."""
        size, checkpoint, entries = records.journal(self.size)
        for place, entry in entries:
            if place >= size:
                break
            if place != self.size or len(entry) != 128:
                raise Told(f"entry {self.size} of the journal is missing")
            self.push(entry)
        if self.size != size:
            raise Told(f"the journal says {size} entries and has {self.size}")
        _, signed_size, signed_root = checkpoint.split("\n")[:3]
        if int(signed_size) != size or base64.b64decode(signed_root) != self.root():
            raise Told("the signed head is not that of the entries")
        linked, written = records.chains()
        if linked != written:
            raise Told(f"the chains of persons have {linked} links, and {written} entries are about persons")


class Stored:
    """What lies in the folder of stored files."""

    def __init__(self, folder):
        self.folder, self.seen = folder, set()

    def names(self):
        return {name: os.path.join(root, name) for root, _, names in os.walk(self.folder) for name in names}

    def check(self, referred):
        """Names what nothing refers to; a file is read once."""
        there = self.names()
        for digest in sorted(referred - self.seen):
            if digest not in there:
                raise Told(f"the stored file {digest} is missing")
            with open(there[digest], "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() != digest:
                    raise Told(f"the stored file {digest} is altered")
            self.seen.add(digest)
        gone = referred - set(there)
        if gone:
            raise Told(f"{len(gone)} stored files are missing")
        return set(there) - referred

    def age(self):
        """As if they had been stored nine days ago: the sweep spares what is young."""
        then = time.time() - 9 * 86400
        for path in self.names().values():
            os.utime(path, (then, then))


def work(people, instance, acts, moment):
    """Everybody works until the program is killed: a moment after so many forms were answered, or after a while on a slow machine."""
    threads = [threading.Thread(target=person.work) for person in people]
    until, before = time.monotonic() + 20, sum(person.answered for person in people)
    for thread in threads:
        thread.start()
    while sum(person.answered for person in people) < before + acts and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(moment)
    instance.kill()
    for thread in threads:
        thread.join(PATIENCE)
        if thread.is_alive():
            raise Told("somebody still waits for an answer of a dead program")


def check(instance, people, records, journal, stored):
    """After a restart; the number of orphans in the folder of files."""
    for person in people:
        person.complain()
    residents = [person for person in people if isinstance(person, Resident)]
    faults = []

    def look(part):
        try:
            for resident in part:
                resident.look(records)
        except Exception as error:  # said by the cycle, whatever it is
            faults.append(error)

    threads = [threading.Thread(target=look, args=(residents[at::8],)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    records.check([request for resident in residents for request in resident.all])
    journal.check(records)
    return len(stored.check(records.digests()))


def sweep(instance, records, stored):
    """Ages the stored files and restarts: the daily sweep takes what nothing refers to, and nothing else."""
    instance.stop()
    orphans = stored.check(records.digests())
    stored.age()
    instance.start()
    instance.answers()
    until = time.monotonic() + PATIENCE
    while stored.check(records.digests()):
        if time.monotonic() > until:
            raise Told("the sweep leaves orphans")
        time.sleep(0.1)
    return len(orphans)


def cycles(options, instance, records, chance):
    desk = Agent.Desk()
    residents = [Resident(instance.port, desk, at) for at in range(options.residents)]
    agents = [Agent(instance.port, desk, email, instance.password) for email in instance.emails]
    people, journal, stored = residents + agents, Journal(), Stored(instance.files)
    passed, slowest = 0, 0
    records.remember()
    instance.start()
    instance.answers()
    for agent in agents:
        agent.sign_in()
    for cycle in range(1, options.cycles + 1):
        work(people, instance, chance.randrange(20, 300), chance.uniform(0, 0.05))
        instance.start()
        if chance.random() < 0.1:
            # Killed while it starts: what the first cut left is mended, or left, again.
            time.sleep(chance.uniform(0, 0.2))
            instance.kill()
            instance.start()
        slowest = max(slowest, instance.answers())
        orphans = check(instance, people, records, journal, stored)
        if cycle % options.deep == 0 or cycle == options.cycles:
            instance.doctor()
        passed += 1
        print(f"cycle {cycle}: {sum(one.sent for one in residents)} requests, {sum(one.written for one in people)} messages, "
              f"{sum(one.decided for one in agents)} decisions, {journal.size} entries, {orphans} orphans", flush=True)
    print(f"{sweep(instance, records, stored)} orphans swept; the slowest restart took {1000 * slowest:.0f} ms")
    instance.stop()
    Journal().check(records)
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--engine", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--residents", type=int, default=50)
    parser.add_argument("--agents", type=int, default=10)
    parser.add_argument("--deep", type=int, default=20, help="cycles between two looks at every opening")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--folder", help="kept, else a temporary one")
    options = parser.parse_args()
    folder = options.folder or tempfile.mkdtemp(prefix="beffroi-crash-")
    os.makedirs(folder, exist_ok=True)
    print(f"{options.engine}, seed {options.seed}", flush=True)
    database = Postgres() if options.engine == "postgres" else Sqlite(folder)
    instance, passed, failed = None, 0, 0
    try:
        instance = Instance(options.binary, folder, database.address, options.agents)
        passed = cycles(options, instance, Records(database), random.Random(options.seed))
    except Told as fault:
        failed = 1
        print(f"FAILED: {fault}; the data stay in {folder}")
    finally:
        if instance and instance.process and instance.process.poll() is None:
            instance.kill()
        if not failed and not options.folder:
            shutil.rmtree(folder)
        if not failed:
            database.drop()
    print(f"crash-{options.engine}: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
