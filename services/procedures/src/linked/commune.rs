//! The commune as the competent authority, its territory, its offices, and the catalogue that holds the services.

use beffroi_people::Unit;
use beffroi_web::Lang;
use oxrdf::NamedNode;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::graph::Graph;
use super::site::Site;

/// What the catalogue follows: CPSV-AP 3.2.0.
const STANDARD: &str = "https://semiceu.github.io/CPSV-AP/releases/3.2.0/";

/// The commune. `cv:PublicOrganisation` alone is not enough: `dct:publisher` and `cv:ownedBy` ask for the two wider classes, and those ask
/// for one identifier and a title.
pub(super) fn organisation(graph: &mut Graph, site: &Site<'_>) -> NamedNode {
    let (commune, profile) = (site.of_commune("commune"), &site.authority.profile);
    graph.is(&commune, &["cv:PublicOrganisation", "org:Organization", "foaf:Agent"]);
    graph.plain(&commune, "dct:identifier", &format!("{}{}", profile.country, profile.code));
    site.say(graph, &commune, "dct:title", "web-commune-of");
    site.say(graph, &commune, "skos:prefLabel", "web-commune-of");
    let within = territory(graph, site);
    graph.link(&commune, "dct:spatial", &within);
    let page = site.document(graph, &[]);
    graph.link(&commune, "foaf:homepage", &page);
    let (address, of) = (site.of_commune("address"), &profile.address);
    graph.is(&address, &["locn:Address"]);
    graph.link(&commune, "locn:address", &address);
    graph.text(&address, "locn:fullAddress", Lang::Fr, &of.line());
    graph.text(&address, "locn:locatorName", Lang::Fr, &of.building);
    graph.text(&address, "locn:thoroughfare", Lang::Fr, &of.street);
    graph.plain(&address, "locn:postCode", &of.postcode);
    graph.text(&address, "locn:postName", Lang::Fr, &of.town);
    commune
}

/// The area that the commune governs, within its country.
pub(super) fn territory(graph: &mut Graph, site: &Site<'_>) -> NamedNode {
    let (territory, profile) = (site.of_commune("territory"), &site.authority.profile);
    graph.is(&territory, &["dct:Location"]);
    graph.plain(&territory, "dct:identifier", &profile.code);
    graph.text(&territory, "rdfs:label", Lang::Fr, &profile.name);
    if let Some(country) = site.country(graph) {
        graph.link(&territory, "dct:isPartOf", &country);
    }
    territory
}

/// Telephone, e-mail and opening hours of the town hall.
pub(super) fn contact(graph: &mut Graph, site: &Site<'_>) -> NamedNode {
    let (contact, profile) = (site.of_commune("contact"), &site.authority.profile);
    graph.is(&contact, &["cv:ContactPoint"]);
    graph.plain(&contact, "cv:telephone", &profile.phone);
    graph.plain(&contact, "cv:email", &profile.email);
    let page = site.document(graph, &["aide"]);
    graph.link(&contact, "cv:contactPage", &page);
    if profile.hours.values().any(|hours| !hours.trim().is_empty()) {
        let hours = site.of_commune("hours");
        graph.is(&hours, &["time:TemporalEntity"]);
        graph.link(&contact, "cv:openingHours", &hours);
        for (lang, words) in &profile.hours {
            graph.text(&hours, "dct:description", *lang, words);
        }
    }
    contact
}

/// An office of the commune.
pub(super) fn unit(graph: &mut Graph, site: &Site<'_>, unit: &Unit) -> NamedNode {
    let named = site.of_commune(&format!("unit-{}", unit.id));
    graph.is(&named, &["org:OrganizationalUnit", "org:Organization"]);
    graph.text(&named, "skos:prefLabel", Lang::Fr, &unit.name);
    graph.link(&named, "org:unitOf", &site.of_commune("commune"));
    named
}

/// The catalogue itself; the services name it (`dct:isPartOf`).
pub(super) fn catalogue(graph: &mut Graph, site: &Site<'_>, modified: OffsetDateTime) -> NamedNode {
    let catalogue = site.of_commune("catalogue");
    graph.is(&catalogue, &["dcat:Dataset"]);
    graph.plain(&catalogue, "dct:identifier", catalogue.as_str());
    site.say(graph, &catalogue, "dct:title", "procedures-linked-title");
    site.say(graph, &catalogue, "dct:description", "procedures-linked-what");
    graph.link(&catalogue, "dct:publisher", &site.of_commune("commune"));
    let page = site.document(graph, &["catalogue"]);
    graph.link(&catalogue, "dcat:landingPage", &page);
    graph.link(&catalogue, "dct:conformsTo", &NamedNode::new_unchecked(STANDARD));
    graph.link(&catalogue, "dct:spatial", &site.of_commune("territory"));
    moment(graph, &catalogue, "dct:modified", modified);
    catalogue
}

/// A moment, to the second.
pub(super) fn moment(graph: &mut Graph, subject: &NamedNode, predicate: &str, at: OffsetDateTime) {
    let whole = at.replace_nanosecond(0).unwrap_or(at);
    if let Ok(text) = whole.format(&Rfc3339) {
        graph.typed(subject, predicate, text, "xsd:dateTime");
    }
}
