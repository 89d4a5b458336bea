"""Runs pyxform with ODK Validate, Django, check-jsonschema, python-stdnum and holidays against our exports and rules."""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
from datetime import date

import holidays
from stdnum import iban
from stdnum.be import bis, nn, vat
from stdnum.fr import nir, siren, siret

OUT = pathlib.Path(os.environ["OUT"])
EXCHANGE = os.environ["EXCHANGE"]
BIN = pathlib.Path(sys.executable).parent
HERE = pathlib.Path(__file__).parent
passed, failed = 0, 0


def check(name, good, detail=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name} {detail}")


def run(*args, **kwargs):
    return subprocess.run([str(a) for a in args], capture_output=True, text=True, **kwargs)


def xlsforms():
    java = shutil.which("java") is not None
    if not java:
        print("ODK Validate: skipped (no Java)")
    for book in sorted(OUT.glob("*.xlsx")):
        flags = ["--odk_validate"] if java else ["--skip_validate"]
        done = run(BIN / "xls2xform", "--json", *flags, book, book.with_suffix(".xml"))
        try:
            answer = json.loads((done.stdout + done.stderr).strip().splitlines()[-1])
        except (ValueError, IndexError):
            answer = {"code": None, "message": done.stdout + done.stderr}
        check(f"xlsform {book.name}", answer.get("code") in (100, 101), str(answer)[:1500])


def schemas():
    for schema in sorted(OUT.glob("*.schema.json")):
        done = run(BIN / "check-jsonschema", "--check-metaschema", schema)
        check(f"schema {schema.name}", done.returncode == 0, done.stdout[:800])
    schema = OUT / "tree.schema.json"
    good = json.loads((HERE / "tree.good.json").read_text())
    wrong = {
        "as it is": ({}, True),
        "a hidden answer": ({"bail": "AB123"}, False),
        "a required answer missing": ({"prec": None}, False),
        "a national number of ten digits": ({"nrn": "8507300332"}, False),
        "an option that is not in the list": ({"zone": "est"}, False),
        "a reason missing in a row": ({"arbres": [{"essence": "If", "age_arbre": 300}]}, False),
        "a reason given for a young tree": ({"arbres": [{"essence": "If", "age_arbre": 3, "motif": "x"}]}, False),
        "a date where none is asked": ({"urgent": False}, False),
        "a box that must be ticked": ({"accord": False}, False),
        "an unknown answer": ({"zut": 1}, False),
    }
    for name, (change, expected) in wrong.items():
        answers = {k: v for k, v in {**good, **change}.items() if v is not None}
        path = OUT / "submission.json"
        path.write_text(json.dumps(answers))
        done = run(BIN / "check-jsonschema", "--schemafile", schema, path)
        check(f"submission: {name}", (done.returncode == 0) == expected, done.stdout[:800])


def spoilt(number):
    """The number, or one with a digit changed."""
    at = random.randrange(len(number))
    return number[:at] + random.choice("0123456789") + number[at + 1:]


def belgian(number):
    """The national check digits; stdnum's own check also asks that the bank exist today."""
    return int(number[4:14]) % 97 == int(number[14:]) % 97


def numbers():
    random.seed(2026)
    digits = lambda n: "".join(random.choice("0123456789") for _ in range(n))
    pairs = []
    for _ in range(4000):
        nine = f"{random.randrange(100):02}{random.randrange(1, 13) + random.choice([0, 0, 20, 40]):02}{random.randrange(1, 29):02}{random.randrange(1, 999):03}"
        prefix = random.choice(["", "2"])
        number = spoilt(nine + f"{97 - int(prefix + nine) % 97:02}")
        pairs.append(("nn", number, nn.is_valid(number) or bis.is_valid(number)))
        eight = random.choice("01") + digits(7)
        number = spoilt(eight + f"{97 - int(eight) % 97:02}")
        pairs.append(("bce", number, vat.is_valid(number)))
        thirteen = random.choice("12") + digits(2) + f"{random.randrange(1, 13):02}" + digits(8)
        number = thirteen + f"{97 - int(thirteen) % 97:02}"
        if random.random() < 0.5:
            number = number[:-1] + random.choice("0123456789")
        pairs.append(("nir", number, nir.is_valid(number)))
        for kind, size, oracle in (("siren", 9, siren), ("siret", 14, siret)):
            number = ("356000000" + digits(5)) if kind == "siret" and random.random() < 0.5 else digits(size)
            pairs.append((kind, number, oracle.is_valid(number)))
        account = digits(10)
        account += f"{int(account) % 97 or 97:02}"
        check_digits = 98 - int(account + "111400") % 97
        number = f"BE{check_digits:02}" + account
        number = number[:4] + spoilt(number[4:]) if random.random() < 0.5 else number
        pairs.append(("iban", number, iban.is_valid(number, check_country=False) and belgian(number)))
    text = "".join(f"{kind} {number}\n" for kind, number, _ in pairs)
    answers = run(EXCHANGE, "numbers", input=text).stdout.split()
    differences = [
        (kind, number, ours, theirs)
        for (kind, number, theirs), ours in zip(pairs, answers, strict=True)
        if (ours == "ok") != theirs
    ]
    check(f"{len(pairs)} numbers", not differences, str(differences[:8]))


def legal_days():
    years = range(2000, 2061)
    for country, own in (("be", holidays.country_holidays("BE", years=years)), ("fr", holidays.country_holidays("FR", years=years))):
        ours = set(run(EXCHANGE, "holidays", country, *years).stdout.split())
        sundays = {d for d, name in own.items() if country == "be" and d.weekday() == 6 and ("Easter" in name or "Pâques" in name or "Pasen" in name or "Pinksteren" in name or "Pentecôte" in name)}
        theirs = {d.isoformat() for d in own if d not in sundays}
        known = {d.isoformat() for d in own}
        # The library drops Whit Monday in the years of the first "journée de solidarité"; the Code du travail did not.
        known |= {d for d in ours if country == "fr" and d[:4] in ("2005", "2006", "2007")}
        missing = {d for d in theirs - ours if date.fromisoformat(d).weekday() != 6}
        check(f"holidays {country}", ours <= known and not missing, str(sorted((ours - known) | missing)[:8]))


FIELDS = """{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","pages":[{"id":"p1","title":"P","items":[
    {"kind":"text","id":"t","label":"T"},{"kind":"text","id":"u","label":"U"},{"kind":"integer","id":"n","label":"N"},
    {"kind":"integer","id":"m","label":"M"},{"kind":"choices","id":"k","label":"K","options":[
    {"id":"a","label":"A"},{"id":"b","label":"B"},{"id":"c","label":"C"}]}]}]}"""
COMPARISONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


def relation(answers):
    """A relation in Django's words and in ours. Two empty sides are left out: Django's None equals None."""
    letter, number = random.choice("abc"), random.randrange(4)
    text, count = random.choice("tu"), random.choice("nm")
    sign = random.choice(list(COMPARISONS))
    operator = COMPARISONS[sign]
    forms = [
        (f"{text} {sign} '{letter}'", {operator: [{"field": text}, letter]}),
        (f"{count} {sign} {number}", {operator: [{"field": count}, number]}),
        (f"{number} {sign} {count}", {operator: [number, {"field": count}]}),
        (f"'{letter}' in k", {"has": [{"field": "k"}, letter]}),
        (f"'{letter}' in {text}", {"contains": [{"field": text}, letter]}),
        (text, {"answered": {"field": text}}),
    ]
    if "n" in answers or "m" in answers:
        forms.append((f"n {sign} m", {operator: [{"field": "n"}, {"field": "m"}]}))
    if "t" in answers or "u" in answers:
        forms.append((f"t {sign} u", {operator: [{"field": "t"}, {"field": "u"}]}))
    return random.choice(forms)


def expression(answers):
    """`or` of `and` of relations, some negated: Django's `if` has no parentheses."""
    alternatives = []
    for _ in range(random.randrange(1, 4)):
        parts = []
        for _ in range(random.randrange(1, 4)):
            theirs, ours = relation(answers)
            parts.append((f"not {theirs}", {"not": ours}) if random.random() < 0.3 else (theirs, ours))
        alternatives.append((" and ".join(p[0] for p in parts), {"all": [p[1] for p in parts]}))
    return " or ".join(a[0] for a in alternatives), {"any": [a[1] for a in alternatives]}


def conditions():
    import django
    from django.conf import settings
    from django.template import Context, Engine

    settings.configure()
    django.setup()
    engine = Engine()
    form = OUT / "conditions.json"
    form.write_text(FIELDS)
    lines, expected, said = [], [], []
    for _ in range(3000):
        answers = {}
        for name in "tu":
            if random.random() < 0.7:
                answers[name] = random.choice(["a", "b", "ab", "bc"])
        for name in "nm":
            if random.random() < 0.7:
                answers[name] = random.randrange(4)
        if random.random() < 0.7:
            answers["k"] = random.sample(["a", "b", "c"], random.randrange(1, 4))
        theirs, ours = expression(answers)
        template = engine.from_string("{% if " + theirs + " %}true{% else %}false{% endif %}")
        expected.append(template.render(Context(answers)))
        said.append((theirs, answers))
        lines.append(json.dumps({"answers": answers, "cond": ours}))
    done = run(EXCHANGE, "conditions", form, input="\n".join(lines) + "\n")
    differences = [
        (case, ours, theirs)
        for case, ours, theirs in zip(said, done.stdout.split(), expected)
        if ours != theirs
    ]
    complete = len(done.stdout.split()) == len(lines)
    check(f"{len(lines)} conditions", complete and not differences, done.stderr[:500] + str(differences[:5]))


xlsforms()
conditions()
schemas()
numbers()
legal_days()
print(f"forms, foreign checks: {passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
