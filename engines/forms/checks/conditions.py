"""Our reading of Django conditions against Django itself: the tree of each condition, and its truth on random answers.

Argument: the wcs_conditions example; then, if given, folders of w.c.s. exports whose conditions are compared too.
"""
import datetime
import json
import os
import random
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import django
from django.conf import settings
from django.template import Context, Engine
from django.template.base import FilterExpression, Parser, Token, TokenType
from django.template.defaulttags import TemplateIfParser, TemplateLiteral

settings.configure()
django.setup()

LABELS = {"oui": "Oui, volontiers", "non": "Non", "peut_etre": "Peut-être"}
TODAY = datetime.date(2026, 11, 23)
engine = Engine()


def is_known(name):
    """Filters unknown to Django must still parse: the grammar does not depend on their names."""
    return lambda value, argument=None: value


class AnyFilter(dict):
    def __missing__(self, name):
        return is_known(name)

    def __contains__(self, name):
        return True


def django_tree(text):
    parser = Parser([])
    known = AnyFilter(engine.template_builtins[0].filters)
    parser.filters = known
    parser.find_filter = lambda name: known[name]
    FilterExpression.args_check = staticmethod(lambda name, func, provided: True)
    bits = Token(TokenType.BLOCK, "if " + text).split_contents()[1:]
    return show(TemplateIfParser(parser, bits).parse())


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def base(value):
    from django.template.base import Variable
    from django.utils.safestring import SafeString
    if isinstance(value, Variable):
        if value.literal is None:
            return ".".join(value.lookups)
        return quoted(str(value.literal)) if isinstance(value.literal, str) else value.var
    return quoted(str(value)) if isinstance(value, (str, SafeString)) else str(value)


def show(node):
    if isinstance(node, TemplateLiteral):
        return node.text if not hasattr(node, "value") else operand(node.value)
    if node.second is None:
        return f"({node.id} {show(node.first)})"
    return f"({node.id} {show(node.first)} {show(node.second)})"


def operand(expression):
    text = base(expression.var)
    names = [part for part in split_filters(expression.token)[1:]]
    for name, (function, arguments) in zip(names, expression.filters):
        text += "|" + name
        for lookup, argument in arguments:
            text += ":" + base(argument)
    return text


def split_filters(token):
    """The names of the filters of an operand, its quoted parts skipped."""
    parts, current, quote = [], "", None
    for character in token:
        if quote:
            quote = None if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "|":
            parts.append(current)
            current = ""
            continue
        current += character
    parts.append(current)
    return [part.split(":")[0].strip() for part in parts]


def corpus(folders):
    for folder in folders:
        for place, _, files in os.walk(folder):
            for name in files:
                try:
                    root = ElementTree.parse(os.path.join(place, name)).getroot()
                except ElementTree.ParseError:
                    continue
                for condition in root.iter("condition"):
                    text = (condition.findtext("value") or "").strip()
                    if text:
                        yield text


ATOMS = [
    'form_var_t == "arbre"', 'form_var_t != "arbre"', '"br" in form_var_t', '"br" not in form_var_t',
    'form_var_t', 'form_var_t|length > 3', 'form_var_t|length <= 5', 'form_var_t|lower == "arbre"',
    'form_var_t is None', 'form_var_t is not None', 'form_var_t == None',
    'form_var_c', 'form_var_c == "Non"', 'form_var_c != "Oui, volontiers"', '"ui" in form_var_c',
    '"ui" not in form_var_c', '"volontiers" in form_var_c|lower', 'form_var_c_raw == "peut_etre"',
    'form_var_c_raw != "non"', 'form_var_c == "Jamais"', 'form_var_c in "Non, Peut-être"',
    'form_var_b', 'form_var_b == True', 'form_var_b == False', 'form_var_b != True',
    'form_var_n', 'form_var_n < 3', 'form_var_n >= 3', 'form_var_n == 0', 'form_var_n != 2', 'form_var_n|add:2 > 4',
    'form_var_d < today', 'form_var_d >= today', 'form_var_d', 'form_var_absent', 'form_var_absent == "x"',
    'form_var_t == form_var_t', 'form_var_n <= form_var_n',
]


def conditions(rng, count):
    for _ in range(count):
        words = []
        for n in range(rng.randint(1, 4)):
            if n:
                words.append(rng.choice(["and", "or"]))
            if rng.random() < 0.3:
                words.append("not")
            words.append(rng.choice(ATOMS))
        yield " ".join(words)


def answers(rng):
    found = {"b": rng.random() < 0.5}
    if rng.random() < 0.7:
        found["t"] = rng.choice(["arbre", "Arbre", "abri", "haie", "ab"])
    if rng.random() < 0.7:
        found["c"] = rng.choice(list(LABELS))
    if rng.random() < 0.7:
        found["n"] = rng.choice([0, 1, 2, 3, 4])
    if rng.random() < 0.7:
        found["d"] = rng.choice(["2020-02-29", "2026-11-23", "2027-01-01"])
    return found


def truth(text, given):
    day = given.get("d")
    context = Context({
        "form_var_t": given.get("t"),
        "form_var_n": given.get("n"),
        "form_var_b": given.get("b"),
        "form_var_c": LABELS.get(given.get("c")),
        "form_var_c_raw": given.get("c"),
        "form_var_d": datetime.date.fromisoformat(day) if day else None,
        "today": TODAY,
    })
    return engine.from_string("{% if " + text + " %}1{% endif %}").render(context) == "1"


def ours(program, cases):
    lines = "\n".join(json.dumps(case) for case in cases) + "\n"
    done = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    program, folders = sys.argv[1], sys.argv[2:]
    rng = random.Random(20261123)
    texts = list(conditions(rng, 3000))
    cases = [{"text": text, "answers": answers(rng)} for text in texts]
    wrong = 0
    for case, got in zip(cases, ours(program, cases)):
        expected = truth(case["text"], case["answers"])
        if got["holds"] is not expected:
            wrong += 1
            if wrong <= 10:
                print(f"truth differs: {case} Django {expected}, ours {got['holds']}")
    trees = texts + list(corpus(folders))
    for text, got in zip(trees, ours(program, [{"text": text, "answers": {}} for text in trees])):
        expected = django_tree(text)
        if got["tree"] != expected:
            wrong += 1
            if wrong <= 10:
                print(f"tree differs: {text}\n  Django {expected}\n  ours   {got['tree']}")
    print(f"django {django.__version__}: {len(cases)} truths and {len(trees)} trees compared, {wrong} differ")
    return 1 if wrong else 0


sys.exit(main())
