"""Drives a release build of Beffroi and reads from /proc what it costs. Called by ./bench:

bench.py prepare WORK                     adds two procedures to the demonstration in WORK/demo
bench.py journey|form|memory|start|queue WORK BINARY
"""

import gzip
import html
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from urllib.parse import urlencode

TICK = os.sysconf("SC_CLK_TCK")
JOURNEYS = 200


def two_steps():
    """Two pages of four questions each, filed without account."""
    def question(kind, name, label, **more):
        return {"kind": kind, "id": name, "label": label, "required": True, "retention": "final", "purpose": "mesurer"} | more
    first = [question("person_name", "nom", "Votre nom"), question("email", "email", "Votre e-mail"),
             question("date", "ne", "Né(e) le", max="today"), question("phone", "tel", "Votre téléphone")]
    second = [question("choice", "objet", "Quoi ?", options=[{"id": "a", "label": "Un banc"}, {"id": "b", "label": "Un arbre"}]),
              question("integer", "nombre", "Combien ?", min=1, max=9), question("text", "lieu", "Où ?", max_len=80),
              question("long_text", "pourquoi", "Pourquoi ?", max_len=500)]
    with open(os.path.join(os.path.dirname(__file__), "..", "demo", "procedures", "encombrants.json"), encoding="utf-8") as file:
        channels = json.load(file)["channels"]
    return {"beffroi_form": 1, "procedure": "banc_deux", "revision": 1, "lang": "fr", "laws": [{"title": "Aucune : banc d’essai"}],
            "meta": {"title": "Banc d’essai : deux étapes", "description": "Pour mesurer.", "announced_days": 30, "unit": "travaux"},
            "channels": channels, "tracking_code": True,
            "pages": [{"id": "un", "title": "Vous", "items": first}, {"id": "deux", "title": "La demande", "items": second}]}


STEPS = [("un", {"nom.given": "Odile", "nom.family": "Clairbois", "email": "odile@hautval.example", "ne": "1979-04-12", "tel": "+32470000001"}),
         ("deux", {"objet": "b", "nombre": "2", "lieu": "place du Beffroi", "pourquoi": "Il y fait chaud en été."})]


def prepare(work):
    folder = os.path.join(work, "demo", "procedures")
    with open(os.path.join(work, "large.json"), encoding="utf-8") as file:
        large = json.load(file)
    for form in (two_steps(), large):
        meta = {"procedure": form["procedure"], "theme": "environnement", "life_events": [], "for_whom": "Personne.", "needs": [], "delay": "Aucun."}
        for name, content in ((form["procedure"] + ".json", form), (form["procedure"] + ".meta.json", meta)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False)


class Server:
    """The binary on the demonstration in `work`, on a free port."""

    def __init__(self, work, binary):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        data = os.path.join(work, "data")
        self.environment = os.environ | {
            "BEFFROI_CONFIG": "/dev/null", "BEFFROI_DEMONSTRATION": "true", "BEFFROI_DEMONSTRATION_DATA": os.path.join(work, "demo"),
            "BEFFROI_DATABASE": f"sqlite:{data}/beffroi.sqlite", "BEFFROI_FILES": f"file:{data}/files", "BEFFROI_KEYS": f"{data}/keys",
            "BEFFROI_LISTEN": f"127.0.0.1:{self.port}", "BEFFROI_PUBLIC_URL": f"http://{{host}}:{self.port}", "BEFFROI_LOG_LEVEL": "warn",
            # As packaging/beffroi.service sets it.
            "MALLOC_ARENA_MAX": "2"}
        if not os.path.exists(os.path.join(data, "beffroi.sqlite")):
            subprocess.run([binary, "demo"], env=self.environment, check=True, stdout=subprocess.DEVNULL)
        started = time.perf_counter()
        self.process = subprocess.Popen([binary, "serve"], env=self.environment)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                Visitor(self.port).get("/health")
                break
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - started > 60:
                    sys.exit("the server did not start")
                time.sleep(0.005)
        self.start_seconds = time.perf_counter() - started

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def cpu(self):
        """CPU seconds of all its threads so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self, line="VmRSS"):
        """MB of resident memory now, or at the most (VmHWM)."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(rf"^{line}:\s+(\d+) kB", status.read(), re.M)[1]) / 1024


class Visitor:
    """A browser without JavaScript: one connection, cookies, hidden inputs."""

    def __init__(self, port):
        self.connection, self.cookies, self.token = http.client.HTTPConnection("127.0.0.1", port, timeout=60), {}, ""

    def ask(self, method, path, fields=None):
        # Compression is part of the cost; browsers prefer brotli, which Python cannot read.
        headers = {"Accept-Encoding": "gzip", "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            headers["Content-Type"], body = "application/x-www-form-urlencoded", urlencode(fields)
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        body = answer.read()
        text = (gzip.decompress(body) if answer.headers.get("content-encoding") == "gzip" else body).decode()
        token = re.search(r'name="jeton"[^>]*value="([^"]*)"', text)
        if token:
            self.token = html.unescape(token[1])
        return answer.status, answer.headers.get("location", ""), text

    def get(self, path):
        status, location, text = self.ask("GET", path)
        if status >= 400:
            sys.exit(f"GET {path}: {status}")
        return text if status == 200 else self.get(location)

    def post(self, path, fields, to=""):
        status, location, text = self.ask("POST", path, {"jeton": self.token} | fields)
        if status != 303 or not (to in location):
            sys.exit(f"POST {path}: {status} {location}\n{re.sub('<[^>]*>', ' ', text)[:2000]}")
        return location

    def begin(self, slug):
        self.get(f"/demarches/{slug}/commencer")
        self.post(f"/demarches/{slug}/commencer", {}, "/remplir/")

    def fill_and_send(self, slug):
        """The six requests."""
        for page, answers in STEPS:
            shown = shown_by(self.get(f"/demarches/{slug}/remplir/{page}"))
            self.post(f"/demarches/{slug}/remplir/{page}", answers | {"_shown": shown})
        self.get(f"/demarches/{slug}/verifier")
        self.post(f"/demarches/{slug}/verifier", {}, "/envoye/")


def shown_by(page):
    return html.unescape(re.search(r'name="_shown" value="([^"]*)"', page)[1])


def slug_of(server, procedure):
    """Addresses may write a name with a dash."""
    page = Visitor(server.port).get("/demarches")
    return next(name for name in (procedure, procedure.replace("_", "-")) if f"/demarches/{name}\"" in page)


def journey(work, binary):
    with Server(work, binary) as server:
        slug = slug_of(server, "banc_deux")
        warm = Visitor(server.port)
        warm.begin(slug)
        warm.fill_and_send(slug)
        visitors = [Visitor(server.port) for _ in range(JOURNEYS)]
        before = server.cpu()
        for visitor in visitors:
            visitor.begin(slug)
        begun, clock = server.cpu(), time.perf_counter()
        for visitor in visitors:
            visitor.fill_and_send(slug)
        spent, wall = server.cpu() - begun, time.perf_counter() - clock
    print(f"{1000 * spent / JOURNEYS:.1f} ms of server CPU for page, save, page, save, check, send (6 requests, {1000 * wall / JOURNEYS:.0f} ms by the clock); "
          f"{1000 * (begun - before) / JOURNEYS:.1f} ms to begin (2 requests); mean of {JOURNEYS}")


def form(work, binary):
    with Server(work, binary) as server:
        slug = slug_of(server, "banc_grand")
        visitor, runs = Visitor(server.port), 20
        visitor.begin(slug)
        path = f"/demarches/{slug}/remplir/tout"
        page = visitor.get(path)
        questions = page.count('name="q')
        answers = {f"q{at}": ["une réponse", "42", "2015-03-01", "b", "true"][at % 5] for at in range(700)} | {"_shown": shown_by(page)}
        visitor.post(path, answers, "/verifier")
        for what, act in (("page shown", lambda: visitor.get(path)), ("page saved", lambda: visitor.post(path, answers, "/verifier"))):
            before, clock = server.cpu(), time.perf_counter()
            for _ in range(runs):
                act()
            print(f"served, {what}: {1000 * (server.cpu() - before) / runs:.0f} ms of CPU, {1000 * (time.perf_counter() - clock) / runs:.0f} ms by the clock "
                  f"({len(page) // 1024} kB, {questions} inputs)")


def memory(work, binary):
    with open(os.path.join(work, "demo", "people.json"), encoding="utf-8") as file:
        people = json.load(file)
    with Server(work, binary) as server:
        slug = slug_of(server, "banc_deux")
        time.sleep(2)
        idle, until = server.memory(), time.perf_counter() + 10
        requests = [0] * 32

        def visit(number):
            while time.perf_counter() < until:
                visitor = Visitor(server.port)
                if number % 8 == 0:
                    # Signing in: argon2 takes 46 MiB, at most two at once.
                    visitor.get("/entrer")
                    visitor.ask("POST", "/entrer", {"jeton": visitor.token, "email": people["people"][0]["email"], "password": people["password"]})
                    visitor.get("/moi")
                    requests[number] += 3
                elif number % 2:
                    visitor.begin(slug)
                    visitor.fill_and_send(slug)
                    requests[number] += 8
                else:
                    for path in ("/", "/demarches", "/recherche?q=arbre", f"/demarches/{slug}"):
                        visitor.get(path)
                    requests[number] += 4

        threads = [threading.Thread(target=visit, args=(number,)) for number in range(len(requests))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        most = server.memory("VmHWM")
        time.sleep(3)
        print(f"idle {idle:.0f} MB, at most {most:.0f} MB under load (32 visitors at once, {sum(requests)} requests in 10 s), {server.memory():.0f} MB after")


def start(work, binary):
    times = []
    for _ in range(7):
        with Server(work, binary) as server:
            times.append(server.start_seconds)
    # The first made the database.
    times = sorted(times[1:])
    print(f"{1000 * times[len(times) // 2]:.0f} ms from the command to the first answer (median of {len(times)}; slowest {1000 * times[-1]:.0f} ms)")


def synthetic(work, total):
    """Files of the roads unit up to `total`, due over two years, one in ten open; nobody can open them, every list shows them."""
    base = sqlite3.connect(os.path.join(work, "data", "beffroi.sqlite"))
    authority, = base.execute("select authority from people_unit limit 1").fetchone()
    unit, = base.execute("select id from people_unit where name = 'Travaux et mobilité'").fetchone() or base.execute("select id from people_unit limit 1").fetchone()
    procedures = base.execute("select id, published from procedures_procedure where published is not null").fetchall()
    have, = base.execute("select count(*) from procedures_file where number like '1999-%'").fetchone()
    now = int(time.time() * 1_000_000)

    def rows():
        for at in range(have, total):
            identity, (procedure, revision), is_open = uuid.uuid4().bytes, procedures[at % len(procedures)], at % 10 == 0
            day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + (at * 7919 % 730 - 365) * 86400))
            yield (authority, identity, f"1999-{at:06}", procedure, revision, identity, unit, "recu", "", "filed" if is_open else "accepted", int(at % 40 == 0),
                   int(is_open), "online", 1, b"\0" * 400, identity, now - at * 1000, now, now, day, 0)

    base.executemany("insert into procedures_file (authority, id, number, procedure, revision, person, unit, step, before_steps, state, waiting, open, channel,"
                     " version, answers, tracking, filed_at, step_at, last_at, due_on, events) values (" + ",".join("?" * 21) + ")", rows())
    base.commit()
    base.close()
    return unit.hex()


def queue(work, binary):
    """A page of fifty lines of a unit, and the same filtered, with 2 000 and with 200 000 files."""
    with open(os.path.join(work, "demo", "people.json"), encoding="utf-8") as file:
        people = json.load(file)
    head = next(of for of in people["people"] if any(role["role"] == "unit_head" for role in of["roles"]))
    with Server(work, binary):
        pass
    for total in (2_000, 200_000):
        unit = str(uuid.UUID(synthetic(work, total)))
        with Server(work, binary) as server:
            agent = Visitor(server.port)
            agent.get("/entrer")
            agent.ask("POST", "/entrer", {"jeton": agent.token, "email": head["email"], "password": people["password"]})
            for what, path in (("a unit", f"/agent?vue={unit}"), ("late", f"/agent?vue={unit}&echeance=retard"), ("waiting", f"/agent?vue={unit}&attente=1"),
                               ("closed, refused none", f"/agent?vue={unit}&etat=refused")):
                lines, runs = agent.get(path).count("/agent/dossiers/"), 400
                before = server.cpu()
                for _ in range(runs):
                    agent.get(path)
                print(f"{total} files, {what}: {1e6 * (server.cpu() - before) / runs:.0f} µs of server CPU a request, {lines} lines")


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(sys.argv[2])
    else:
        {"journey": journey, "form": form, "memory": memory, "start": start, "queue": queue}[sys.argv[1]](sys.argv[2], os.path.abspath(sys.argv[3]))
