"""Who works while scripts/crash.py kills the program: residents who send, agents who decide. Each remembers what was answered, and sends
again, as it was, the form that was not.
"""

import http.client
import queue
import uuid
from html.parser import HTMLParser

from bench import Visitor

PROCEDURE = "/demarches/eclairage"
# The smallest picture that the program takes for one.
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea7"
                        "35c1e00000000049454e44ae426082")


class Told(Exception):
    """A fault that was found."""


class Cut(Exception):
    """The program died before it answered."""


class Forms(HTMLParser):
    """The forms of a page: for each address what a browser would send without anything being typed."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.here, self.area = {}, None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        if tag == "form":
            self.here = self.forms.setdefault(of.get("action", ""), {})
        elif self.here is None or "name" not in of:
            return
        elif tag == "input" and of.get("type") in ("hidden", "text", "email", None):
            self.here[of["name"]] = of.get("value", "")
        elif tag == "input" and of.get("type") in ("radio", "checkbox") and "checked" in of:
            self.here[of["name"]] = of.get("value", "")
        elif tag == "textarea":
            self.area = of["name"]
            self.here[self.area] = ""

    def handle_data(self, data):
        if self.area:
            self.here[self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        elif tag == "form":
            self.here = None


class Person:
    """Somebody at a browser. `pending` is the form that has no answer yet."""

    def __init__(self, port):
        self.port, self.visitor = port, Visitor(port)
        self.pending, self.again, self.fault = None, False, None
        self.answered = self.written = 0

    def work(self):
        """Until the program dies; what else goes wrong is kept for the check."""
        try:
            while True:
                self.next()
        except Cut:
            pass
        except Exception as error:  # any other is a fault to show
            self.fault = error

    def complain(self):
        if self.fault:
            raise Told(f"{type(self).__name__}: {self.fault!r}")

    def ask(self, method, path, fields=None, picture=None):
        """Status, address it leads to, page."""
        try:
            if picture:
                return self.visitor.send(path, fields, picture)
            return self.visitor.ask(method, path, fields)
        except (OSError, http.client.HTTPException, EOFError) as error:
            self.visitor.connection.close()
            raise Cut from error

    def get(self, path):
        status, location, page = self.ask("GET", path)
        if status in (302, 303):
            return self.get(location)
        if status != 200:
            raise Told(f"GET {path}: {status}")
        return page

    def form(self, path, action=None):
        """The form that leads to `action` on the page at `path`."""
        forms = Forms(self.get(path)).forms
        if (action or path) not in forms:
            raise Told(f"{path} has no form to {action or path}")
        return forms[action or path]

    def submit(self, action, fields, kept, picture=None):
        """Sends a form; `kept(location)` is called once, when it was answered. Until then `next` sends it again."""
        self.pending, self.again = (action, fields, kept, picture), False
        self.resume()

    def resume(self):
        action, fields, kept, picture = self.pending
        # A step that was taken before the cut cannot be taken again: she is told so, and the database says whether it was.
        right = (200,) if picture else (303, 409) if self.again and "/etape/" in action else (303,)
        self.again = True
        status, location, page = self.ask("POST", action, fields, picture)
        if status not in right:
            raise Told(f"POST {action}: {status} {' '.join(page.split())[-1500:]}")
        self.pending = None
        self.answered += 1
        kept(location)


class Sender(Visitor):
    """A browser that sends a picture too."""

    def send(self, path, fields, picture):
        field, name, content = picture
        boundary = uuid.uuid4().hex
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
        parts += [head.encode(), content, f"\r\n--{boundary}--\r\n".encode()]
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
                   "Content-Type": f"multipart/form-data; boundary={boundary}"}
        self.connection.request("POST", path, b"".join(parts), headers)
        answer = self.connection.getresponse()
        return answer.status, answer.headers.get("location", ""), answer.read().decode()


class Request:
    """A report of a street lamp: what its sender was told of it."""

    def __init__(self, mark):
        self.mark = mark
        # Pages saved, as far as they were answered.
        self.saved, self.picture = set(), False
        self.draft, self.number = None, None
        # Words of its sender that were answered; how many acts were answered, and how many wait for an answer.
        self.messages = []
        self.saying = self.told = self.telling = self.decided = self.deciding = 0

    @property
    def said(self):
        return len(self.messages)


class Resident(Person):
    """Reports street lamps, without account, one after the other."""

    def __init__(self, port, desk, at):
        super().__init__(port)
        self.desk, self.at, self.sent, self.begun = desk, at, 0, 0
        # What this cycle has to check: what was sent, and what is being filled in.
        self.filed, self.request, self.all = [], None, []

    def next(self):
        if self.pending:
            return self.resume()
        request = self.request
        if request is None:
            return self.begin()
        if "panne_page" not in request.saved:
            return self.page("panne_page", {"panne": "eteinte"})
        if not request.picture:
            return self.attach()
        if "endroit" not in request.saved:
            return self.page("endroit", {"numero_poteau": request.mark})
        if "suite" not in request.saved:
            return self.page("suite", {"suivre": "false"})
        if request.number is None:
            return self.send()
        return self.say()

    def begin(self):
        self.visitor = Sender(self.port)
        self.begun += 1
        request = Request(f"{self.at:03}/{self.begun:05}")

        def kept(_):
            self.request = request
            self.all.append(request)
        self.submit(f"{PROCEDURE}/commencer", self.form(f"{PROCEDURE}/commencer"), kept)

    def page(self, name, answers):
        path = f"{PROCEDURE}/remplir/{name}"
        self.submit(path, self.form(path) | answers, lambda _: self.request.saved.add(name))

    def attach(self):
        path = f"{PROCEDURE}/remplir/endroit"

        def kept(_):
            self.request.picture = True
        name = self.request.mark.replace("/", "-") + ".png"
        self.submit(path, self.form(path) | {"_upload": "photo"}, kept, ("photo", name, PICTURE))

    def send(self):
        path = f"{PROCEDURE}/verifier"
        form = self.form(path)
        self.request.draft = form["envoi"].split(".")[0].replace("-", "")

        def kept(location):
            self.request.number = location.rsplit("/", 1)[1]
            self.sent += 1
            self.filed.append(self.request)
            self.desk.put(self.request)
        self.submit(path, form, kept)

    def say(self):
        request, path = self.request, f"/suivre/{self.request.number}"
        if request.said == 2:
            self.request = None
            return
        form = self.form(path, f"{path}/message")
        text, request.saying = self.words(request), 1

        def kept(_):
            request.messages.append(text)
            request.saying = 0
            self.written += 1
        self.submit(f"{path}/message", form | {"message": text}, kept)

    @staticmethod
    def words(request):
        return f"Message {request.mark} n° {request.said + 1}."

    def look(self, records):
        """What was answered is shown. The files of this cycle are read once, then left to the database."""
        for request in self.filed:
            page = self.get(f"/suivre/{request.number}")
            if page.count(f">{request.mark}<") != 1:
                raise Told(f"{request.number} does not say what was sent: {request.mark}")
            for text in request.messages:
                if page.count(text) != 1:
                    raise Told(f"{request.number} shows {page.count(text)} times « {text} »")
            if page.count(self.words(request)) > request.saying:
                raise Told(f"{request.number} shows twice « {self.words(request)} »")
        self.filed = [request for request in self.filed if request is self.request]
        request = self.request
        if request and request.number is None and not records.has_file(request.draft):
            self.look_at_draft(request)

    def look_at_draft(self, request):
        if "panne_page" in request.saved and self.form(f"{PROCEDURE}/remplir/panne_page").get("panne") != "eteinte":
            raise Told(f"the answer of {request.mark} on the lamp is lost")
        if request.picture or "endroit" in request.saved:
            page = self.get(f"{PROCEDURE}/remplir/endroit")
            form = Forms(page).forms[f"{PROCEDURE}/remplir/endroit"]
            if "endroit" in request.saved and form.get("numero_poteau") != request.mark:
                raise Told(f"the answer of {request.mark} on the place is lost")
            name = request.mark.replace("/", "-") + ".png"
            if request.picture and f"<li>{name}," not in page:
                raise Told(f"the picture of {request.mark} is lost")


class Agent(Person):
    """Takes requests as they come, writes to the applicant, decides."""

    class Desk(queue.SimpleQueue):
        """The requests that wait for an agent."""

    def __init__(self, port, desk, email, password):
        super().__init__(port)
        self.desk, self.email, self.password, self.decided = desk, email, password, 0
        self.request, self.told = None, False

    def sign_in(self):
        form = self.form("/entrer")
        status, location, _ = self.ask("POST", "/entrer", form | {"email": self.email, "password": self.password})
        if status != 303 or not location.endswith("/moi"):
            raise Told(f"{self.email} cannot sign in: {status}")

    def next(self):
        if self.pending:
            return self.resume()
        if self.request is None:
            try:
                self.request, self.told = self.desk.get(timeout=0.05), False
            except queue.Empty:
                # Whether the program still lives, and what waits.
                self.get("/agent")
                return None
        path = f"/agent/dossiers/{self.request.number}"
        return self.decide(path) if self.told else self.tell(path)

    def tell(self, path):
        request, form = self.request, self.form(path, f"{path}/message")
        request.telling = 1

        def kept(_):
            request.told, request.telling, self.told = 1, 0, True
            self.written += 1
        self.submit(f"{path}/message", form | {"message": f"Réponse à {request.mark}."}, kept)

    def decide(self, path):
        request, step = self.request, f"{path}/etape/transmettre"
        form = self.form(step)
        request.deciding = 1

        def kept(_):
            request.decided, request.deciding, self.request = 1, 0, None
            self.decided += 1
        self.submit(step, form | {"motif": "Ce poteau appartient au gestionnaire du réseau."}, kept)
