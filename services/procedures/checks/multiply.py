"""Makes a folder of demonstration with as many procedures as asked, from the few of `demo/`: multiply.py FROM TO COUNT.

Copies differ in what the catalogue reads: titles with quotes and line ends, addresses of laws that are no IRI, prices, languages, documents.
"""

import json
import pathlib
import shutil
import sys

source, target, count = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
shutil.copytree(source, target)
(target / "files.json").write_text(json.dumps({"files": []}))
originals = sorted(path for path in (source / "procedures").glob("*.json") if not path.name.endswith(".meta.json"))

TITLES = ["{} (secteur {})", "« {} » n° {}", 'La démarche "{}" {}', "{}\n{}", "{} \\ {} 🌳", "{}\t<{}>&amp;"]
LAWS = ["https://www.ejustice.just.fgov.be/eli/loi/2018/07/30/{}", "http://n’est pas/une adresse {}", "javascript:alert({})", "", "urn:x:{}", None]
FEES = [[], [{"amount": "12.50", "label": "Copie"}], [{"amount": "0"}, {"amount": "25.00", "label": "Sur place"}], [{"amount": "1000000"}]]

for number in range(count - len(originals)):
    original = originals[number % len(originals)]
    form = json.loads(original.read_text())
    meta = json.loads(original.with_suffix("").with_suffix(".meta.json").read_text())
    name = f"{form['procedure']}_{number}"
    form["procedure"] = meta["procedure"] = name
    form["meta"]["title"] = TITLES[number % len(TITLES)].format(form["meta"]["title"], number)
    form["meta"]["fees"] = FEES[number % len(FEES)]
    form["meta"]["keywords"] = form["meta"].get("keywords", []) + ["", f"mot {number}"]
    url = LAWS[number % len(LAWS)]
    form["laws"][0]["url"] = url and url.format(number)
    if url is None:
        del form["laws"][0]["url"]
    if number % 5 == 0:
        form["meta"]["description"] = ""
    if number % 3 == 0:
        meta["texts"] = {"nl": {"title": f"Procedure {number}", "summary": ""}, "de": {"title": "", "summary": "Nur eine Zeile"}}
    if number % 7 == 0:
        meta["life_events"] = ["demenager", "une clé libre & étrange"]
    (target / "procedures" / f"{name}.json").write_text(json.dumps(form, ensure_ascii=False))
    (target / "procedures" / f"{name}.meta.json").write_text(json.dumps(meta, ensure_ascii=False))
