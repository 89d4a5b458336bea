"""What a resident of the demonstration does to take her accesses away: signs in, looks at the list, downloads the export
once the entry of that very reading is published.

    resident.py SITE EMAIL OUT.json
"""
import http.cookies
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

site, email, out = sys.argv[1:4]
cookies = {}


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(Stay)


def ask(path, fields=None):
    # The cookies are `Secure`: kept by hand, because this machine speaks plain HTTP to itself.
    data = urllib.parse.urlencode(fields).encode() if fields else None
    request = urllib.request.Request(site + path, data)
    request.add_header("Cookie", "; ".join("%s=%s" % pair for pair in cookies.items()))
    request.add_header("Sec-Fetch-Site", "same-origin")
    try:
        answer = opener.open(request, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    for line in answer.headers.get_all("Set-Cookie") or []:
        for name, value in http.cookies.SimpleCookie(line).items():
            cookies[name] = value.value
    return answer.status, answer.read().decode()


# A demonstration offers its accounts on the page, each with a form of its own.
_, page = ask("/entrer")
forms = re.findall(r'<form action="([^"]+)" method="post">(.*?)</form>', page, re.S)
action, form = next(f for f in forms if 'value="%s"' % email in f[1])
status, _ = ask(action, dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)))
if status != 303:
    sys.exit("signing in answered %d" % status)
status, page = ask("/moi/acces")
if status != 200:
    sys.exit("the list answered %d" % status)


def signed(export):
    return int(export["checkpoint"].split("\n")[1])


# Her reading of the list is an entry too: wait until nothing of hers is left to publish.
for _ in range(100):
    status, page = ask("/moi/acces")
    if "tlog-proof" in page and "Pas encore publiée" not in page:
        break
    time.sleep(0.2)
else:
    sys.exit("her reading was not published")
status, text = ask("/moi/acces/export")
export = json.loads(text)
print("%d openings, log of %d" % (sum(len(c["openings"]) for c in export["chains"]), signed(export)))
open(out, "w", encoding="utf-8").write(text)
