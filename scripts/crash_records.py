"""What scripts/crash.py reads in the database, on SQLite and on PostgreSQL, beside the program: counts and places, nothing personal."""

import os
import re
import sqlite3
import subprocess
import uuid

from crash_people import Told


class Sqlite:
    def __init__(self, folder):
        self.file = os.path.join(folder, "beffroi.sqlite")
        self.address = f"sqlite:{self.file}"

    def rows(self, sql):
        """Rows of texts. `{id:x}` is an identifier and `{blob:x}` are bytes, in hexadecimal digits."""
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=30)
        try:
            found = connection.execute(re.sub(r"\{(?:id|blob):(\w+)\}", r"lower(hex(\1))", sql))
            return [tuple("" if cell is None else str(cell) for cell in row) for row in found]
        finally:
            connection.close()

    def drop(self):
        """The file goes with its folder."""


class Postgres:
    def __init__(self):
        server = os.environ.get("BEFFROI_TEST_POSTGRES")
        if not server:
            raise SystemExit("skipped: BEFFROI_TEST_POSTGRES is not set (FSYNC=on scripts/postgres.sh run …)")
        self.server, self.name = server, f"beffroi_crash_{uuid.uuid4().hex[:8]}"
        self.address = f"{server.rsplit('/', 1)[0]}/{self.name}"
        self.psql(server, f"create database {self.name}")

    @staticmethod
    def psql(address, sql):
        command = ["psql", "--quiet", "--no-psqlrc", "--no-align", "--tuples-only", "--field-separator=\t", "--record-separator=\x1e",
                   "--set=ON_ERROR_STOP=1", address, "--command", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def rows(self, sql):
        sql = re.sub(r"\{id:(\w+)\}", r"replace(cast(\1 as text), '-', '')", sql)
        found = self.psql(self.address, re.sub(r"\{blob:(\w+)\}", r"encode(\1, 'hex')", sql))
        return [tuple(line.split("\t")) for line in found.rstrip("\n").split("\x1e") if line]

    def drop(self):
        self.psql(self.server, f"drop database if exists {self.name} with (force)")


EVENTS = """select f.number, e.kind, e.by_kind, count(*) from procedures_event e
            join procedures_file f on f.authority = e.authority and f.id = e.file group by f.number, e.kind, e.by_kind"""
DOCUMENTS = """select f.number, d.kind, count(*) from procedures_document d
               join procedures_file f on f.authority = d.authority and f.id = d.file group by f.number, d.kind"""
GAPS = """select f.number from procedures_file f left join procedures_event e on e.authority = f.authority and e.file = f.id
          group by f.number, f.events having count(e.seq) <> f.events or min(e.seq) <> 1 or max(e.seq) <> f.events"""


class Records:
    def __init__(self, database):
        self.database = database
        # The demonstration's own files are none of ours.
        self.before = None

    def rows(self, sql):
        return self.database.rows(sql)

    def files(self):
        """Identifier → (number, whether it is open, its step)."""
        found = self.rows("select {id:id}, number, case when open then 1 else 0 end, step from procedures_file")
        return {file: (number, is_open == "1", step) for file, number, is_open, step in found}

    def remember(self):
        self.before = set(self.files())

    def has_file(self, draft):
        return bool(draft) and any(file == draft for (file,) in self.rows("select {id:id} from procedures_file"))

    def check(self, requests):
        """Every request that was answered is one file; one that was not is a draft or a file, never both; histories and documents agree."""
        files = {file: of for file, of in self.files().items() if file not in self.before}
        drafts = {draft for (draft,) in self.rows("select {id:id} from procedures_draft")}
        for request in requests:
            number = files.get(request.draft, (None,))[0]
            if request.number and number != request.number:
                raise Told(f"the request {request.mark} was answered {request.number} and is {number}")
            if request.draft and (request.draft in files) == (request.draft in drafts):
                raise Told(f"the request {request.mark} is {'there twice' if number else 'lost'}")
        unknown = set(files) - {request.draft for request in requests}
        if unknown:
            raise Told(f"{len(unknown)} files that nobody sent")
        self.check_histories(files, {request.draft: request for request in requests})

    def check_histories(self, files, requests):
        gaps = self.rows(GAPS)
        if gaps:
            raise Told(f"the history of {gaps[0][0]} has a gap")
        events = {(number, kind, by): int(n) for number, kind, by, n in self.rows(EVENTS)}
        documents = {(number, kind): int(n) for number, kind, n in self.rows(DOCUMENTS)}
        for file, (number, is_open, step) in files.items():
            request = requests[file]
            said, answered = events.get((number, "message", "applicant"), 0), events.get((number, "message", "agent"), 0)
            # The one that waits for an answer may be there already.
            for what, there, least, most in (
                    ("sent", events.get((number, "filed", "applicant"), 0), 1, 1), ("receipts", documents.get((number, "receipt"), 0), 1, 1),
                    ("messages", said, request.said, request.said + request.saying),
                    ("answers", answered, request.told, request.told + request.telling),
                    ("decisions", events.get((number, "decision", "agent"), 0), request.decided, request.decided + request.deciding),
                    ("decisions signed", documents.get((number, "decision"), 0), 0 if is_open else 1, 0 if is_open else 1)):
                if not least <= there <= most:
                    raise Told(f"{number} ({step}) has {there} {what}, between {least} and {most} are right")

    def digests(self):
        """What the folder of stored files must hold."""
        found = self.rows("select digest from procedures_upload union select pdf_digest from procedures_document where pdf_digest is not null")
        return {digest for (digest,) in found}

    def journal(self, known):
        """Size, signed head, and the entries from the place `known` on."""
        ((size, checkpoint),) = self.rows("select size, checkpoint from people_log")
        found = self.rows(f"select place, {{blob:entry}} from people_journal where place >= {known} order by place")
        return int(size), checkpoint, [(int(place), bytes.fromhex(entry)) for place, entry in found]

    def chains(self):
        """Links that the chains count, and entries about persons."""
        # In one statement: jobs go on meanwhile.
        ((linked, written),) = self.rows("select (select coalesce(sum(length), 0) from people_chain),"
                                         " (select count(*) from people_journal where class = 1)")
        return int(linked), int(written)
