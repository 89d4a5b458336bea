#!/usr/bin/env python3
"""Says whether a person was shown every access to her data, from the specification alone (RFC 6962, C2SP tlog-tiles and
signed-note, and the entries and chains described in engines/translog). Nothing of Beffroi is used.

    person.py EXPORT.json FOLDER|URL [VKEY]

Python 3.9 or later, nothing else. With the module `cryptography`, the signature is checked too; without it the program
says that it was not. Last line and exit code: `COMPLETE` 0, `REFUSED: why` 1, wrong command line 2.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import sys
import urllib.error
import urllib.request

AHEAD = 64  # absent counters stepped over before a chain is taken to end


class Refused(Exception):
    pass


def h(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def reader(place):
    """A function from the path of a file of the log to its content, or None."""
    def folder(path):
        file = pathlib.Path(place) / path
        return file.read_bytes() if file.is_file() else None

    def site(path):
        try:
            with urllib.request.urlopen(place.rstrip("/") + "/" + path, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise
    return site if place.startswith(("http://", "https://")) else folder


def note(text):
    """The three lines of a signed checkpoint, and its signatures as (name, bytes)."""
    body, _, signatures = text.rpartition("\n\n")
    body += "\n"
    lines = body.split("\n")
    if len(lines) != 4 or not lines[1].isdigit() or str(int(lines[1])) != lines[1]:
        raise Refused("the checkpoint is malformed")
    signed = []
    for line in signatures.rstrip("\n").split("\n"):
        dash, name, encoded = line.split(" ")
        if dash != "\u2014":
            raise Refused("a signature line is malformed")
        signed.append((name, base64.b64decode(encoded, validate=True)))
    return body, lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True), signed


def check_signature(body, origin, signed, vkey):
    name, hexid, encoded = vkey.strip().split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    if name != origin or key[0] != 1 or h(name.encode(), b"\n", key)[:4].hex() != hexid:
        raise Refused("the key is not this log's")
    mine = [line[4:] for who, line in signed if who == name and line[:4].hex() == hexid]
    if not mine:
        raise Refused("the checkpoint is not signed by the log's key")
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        print("not checked: the signature (module `cryptography` is missing)")
        return
    try:
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(mine[0], body.encode())
    except InvalidSignature:
        raise Refused("the signature of the checkpoint does not hold") from None


def bundle_path(n):
    groups = []
    while True:
        n, last = divmod(n, 1000)
        groups.insert(0, "%03d" % last)
        if n == 0:
            break
    return "tile/entries/" + "/".join(["x" + group for group in groups[:-1]] + groups[-1:])


def entries(get, size):
    for n in range((size + 255) // 256):
        width = min(256, size - 256 * n)
        path = bundle_path(n)
        content = get(path + ".p/%d" % width) if width < 256 else None
        content = content or get(path)
        if content is None or len(content) < 130 * width:
            raise Refused("%s is missing or short" % path)
        for i in range(width):
            entry = content[130 * i + 2:130 * (i + 1)]
            if content[130 * i:130 * i + 2] != b"\0\x80" or entry[:8] != b"beffroi1":
                raise Refused("entry %d is malformed" % (256 * n + i))
            yield entry


def root_of(leaves):
    """Merkle tree hash of RFC 6962, §2.1, by merging complete subtrees of equal size."""
    stack = []
    for leaf in leaves:
        node, height = leaf, 0
        while stack and stack[-1][1] == height:
            node, height = h(b"\1", stack.pop()[0], node), height + 1
        stack.append((node, height))
    if not stack:
        return h(b"")
    node = stack.pop()[0]
    while stack:
        node = h(b"\1", stack.pop()[0], node)
    return node


def label(key, counter):
    return hmac.new(key, b"beffroi/label/v1\0" + counter.to_bytes(8, "big"), hashlib.sha256).digest()[:16]


def walk(key, by_label):
    found, absent, counter = {}, 0, 0
    while absent < AHEAD:
        hit = by_label.get(label(key, counter))
        absent = 0 if hit else absent + 1
        if hit:
            found[hit[0]] = hit[1]
        counter += 1
    return found


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    export = json.loads(pathlib.Path(arguments[0]).read_text(encoding="utf-8"))
    get = reader(arguments[1])
    text = get("checkpoint")
    if text is None:
        raise Refused("there is no checkpoint")
    body, origin, size, root, signed = note(text.decode())
    if origin != export["origin"]:
        raise Refused("the export is of another log: " + export["origin"])
    vkey = arguments[2] if len(arguments) == 3 else (get("vkey") or b"").decode()
    if len(arguments) == 2:
        print("beware: the key was taken from the log itself")
    check_signature(body, origin, signed, vkey)

    everything = list(entries(get, size))
    leaves = [h(b"\0", entry) for entry in everything]
    if root_of(leaves) != root:
        raise Refused("the entries do not give the signed root")
    until = size
    if "checkpoint" in export:  # the head that was signed when she was given the export
        _, _, until, then, _ = note(export["checkpoint"])
        if until > size or root_of(leaves[:until]) != then:
            raise Refused("the log is no longer the one of the export")

    by_label = {e[16:32]: (i, e) for i, e in enumerate(everything) if e[8] == 1}
    shown = later = 0
    for chain in export["chains"]:
        found = walk(bytes.fromhex(chain["key"]), by_label)
        hers = {i: e for i, e in found.items() if i < until}
        later += len(found) - len(hers)
        for line in chain["openings"]:
            entry = hers.pop(line["index"], None)
            if entry is None:
                raise Refused("entry %d is not hers, or is shown twice" % line["index"])
            if "opening" in line:
                commit = h(b"beffroi/commit/v1\0", bytes.fromhex(line["salt"]), line["opening"].encode())
                if commit != entry[32:64]:
                    raise Refused("the opening of entry %d was altered" % line["index"])
            shown += 1
        if hers:
            raise Refused("entry %d is hers and was not shown" % min(hers))
    print("%d entries in the log, %d accesses shown, %d since the export" % (size, shown, later))
    print("COMPLETE")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Refused, KeyError, ValueError, OSError) as refused:
        print("REFUSED: %s" % refused)
        sys.exit(1)
