"""Checks the written catalogue with other people's tools: catalogue.py SHAPES FOLDER COUNT. The last line counts what passed and failed."""

import pathlib
import socket
import sys

import pyshacl
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic, to_isomorphic
from rdflib.namespace import DCTERMS, RDF, XSD

CPSV, CV = Namespace("http://purl.org/vocab/cpsv#"), Namespace("http://data.europa.eu/m8g/")
shapes_file, folder, count = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
passed = failed = 0


def no_network(*_):
    raise OSError("the checks are made offline")


socket.socket.connect = no_network
socket.getaddrinfo = no_network


def check(name, true, more=""):
    global passed, failed
    if true:
        passed += 1
        print(f"ok      {name}")
    else:
        failed += 1
        print(f"FAILED  {name} {more}")


shapes = Graph().parse(shapes_file, format="turtle")


def conforms(graph):
    verdict, _, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none", do_owl_imports=False, meta_shacl=False)
    return verdict, text


def services(graph):
    return set(graph.subjects(RDF.type, CPSV.PublicService))


turtle = Graph().parse(folder / "catalogue.ttl", format="turtle")
json_ld = Graph().parse(folder / "catalogue.jsonld", format="json-ld")
check(f"{count} services are published", len(services(turtle)) == count, f"({len(services(turtle))})")
check("Turtle and JSON-LD hold the same graph", len(turtle) == len(json_ld) and isomorphic(turtle, json_ld))
check("the graph has no blank node", not any(term.n3().startswith("_:") for triple in turtle for term in triple))
verdict, text = conforms(turtle)
print(text.splitlines()[1] if verdict else text[:4000])
check("pyshacl: Conforms: True", verdict and "Conforms: True" in text)

# Everything that the data point to on the commune's own site stands in the data.
subjects = set(turtle.subjects())
dangling = {o for o in turtle.objects() if isinstance(o, URIRef) and o.startswith("https://hautval.example/") and o not in subjects}
check("nothing of the commune is pointed to and not described", not dangling, sorted(dangling)[:5])


def spoiled(name, spoil):
    """A fault that the shapes must see, in a graph of a few services."""
    graph = Graph()
    some = sorted(services(turtle))[:3]
    for triple in turtle:
        if not str(triple[0]).startswith("https://hautval.example/demarches/") or any(str(triple[0]).startswith(str(of).split("#")[0] + "#") for of in some):
            if not (triple[1] in (DCTERMS.hasPart, CV.hasRelatedService) and triple[2] not in some):
                graph.add(triple)
    assert conforms(graph)[0], f"{name}: the graph was at fault before"
    spoil(graph, some[0])
    check(f"seen: {name}", not conforms(graph)[0])


def second_identifier(graph, service):
    graph.add((service, DCTERMS.identifier, Literal("another")))


def no_title(graph, service):
    graph.remove((service, DCTERMS.title, None))


def plain_title(graph, service):
    graph.remove((service, DCTERMS.title, None))
    graph.add((service, DCTERMS.title, Literal("without language")))


def decimal_cost(graph, service):
    cost = next(graph.objects(service, CV.hasCost))
    graph.remove((cost, CV.hasValue, None))
    graph.add((cost, CV.hasValue, Literal("12.50", datatype=XSD.decimal)))


def days_without_p(graph, service):
    graph.remove((service, CV.processingTime, None))
    graph.add((service, CV.processingTime, Literal("30 jours", datatype=XSD.string)))


def untyped_code(graph, service):
    code = next(graph.objects(service, CV.thematicArea))
    graph.remove((code, RDF.type, None))


def event_without_wider_class(graph, _):
    # Without the wider class the services that name it point to something that is no event.
    graph.remove((None, RDF.type, CV.Event))


def untyped_country(graph, _):
    commune = next(graph.subjects(RDF.type, CV.PublicOrganisation))
    graph.remove((next(graph.objects(commune, DCTERMS.spatial)), RDF.type, None))


for spoil in (second_identifier, no_title, plain_title, decimal_cost, days_without_p, untyped_code, event_without_wider_class, untyped_country):
    spoiled(spoil.__name__.replace("_", " "), spoil)

empty = Graph()
check("an empty graph conforms, so the count is what tells", conforms(empty)[0] and len(services(empty)) != count)
other = to_isomorphic(json_ld)
other.remove(next(iter(other)))
check("seen: a triple less in JSON-LD", not isomorphic(turtle, other))
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
