//! Places as locations with an address, a contact and their hours, week by week and exceptions (schema.org says hours that programs read;
//! CPSV-AP says that they are a `time:TemporalEntity`).

use beffroi_web::Lang;
use oxrdf::NamedNode;
use time::Time;
use time::macros::format_description;

use super::graph::Graph;
use super::site::Site;
use crate::places::{Place, Weekday, weekly_in_french};

/// Everything said of a place.
pub(super) fn describe(graph: &mut Graph, site: &Site<'_>, place: &Place) {
    let of = |what: &str| site.thing(&["lieux", &place.id], what);
    let named = of("place");
    graph.is(&named, &["dct:Location", "schema:Place"]);
    graph.plain(&named, "dct:identifier", named.as_str());
    graph.text(&named, "rdfs:label", Lang::Fr, &place.name);
    for (lang, name) in &place.names {
        graph.text(&named, "rdfs:label", *lang, name);
    }
    graph.text(&named, "dct:description", Lang::Fr, &place.access);
    graph.link(&named, "dct:isPartOf", &site.of_commune("territory"));
    let page = site.document(graph, &["lieux", &place.id]);
    graph.link(&named, "foaf:page", &page);

    let address = of("address");
    graph.is(&address, &["locn:Address"]);
    graph.link(&named, "locn:address", &address);
    graph.text(&address, "locn:fullAddress", Lang::Fr, &place.address_line());
    let street = format!("{} {}", place.address.street, place.address.number);
    graph.text(&address, "locn:thoroughfare", Lang::Fr, &street);
    graph.plain(&address, "locn:postCode", &place.address.postcode);
    graph.text(&address, "locn:postName", Lang::Fr, &place.address.municipality);
    if let Some([lon, lat]) = place.point {
        let geometry = of("geometry");
        graph.is(&geometry, &["locn:Geometry"]);
        graph.link(&named, "locn:geometry", &geometry);
        graph.typed(&geometry, "schema:latitude", lat.to_string(), "xsd:decimal");
        graph.typed(&geometry, "schema:longitude", lon.to_string(), "xsd:decimal");
    }

    let contact = of("contact");
    graph.is(&contact, &["cv:ContactPoint"]);
    graph.link(&named, "schema:contactPoint", &contact);
    graph.plain(&contact, "cv:telephone", &place.phone);
    graph.plain(&contact, "cv:email", &place.email);
    graph.link(&contact, "cv:contactPage", &page);
    weekly(graph, site, place, &contact);
    exceptions(graph, place, &contact, &of);
}

fn weekly(graph: &mut Graph, site: &Site<'_>, place: &Place, contact: &NamedNode) {
    for (rank, weekly) in place.hours.iter().enumerate() {
        let hours = site.thing(&["lieux", &place.id], &format!("hours-{}", rank + 1));
        graph.is(&hours, &["time:TemporalEntity", "schema:OpeningHoursSpecification"]);
        graph.link(contact, "cv:openingHours", &hours);
        let frequency = site.european(graph, "frequency", "WEEKLY", "skos:Concept");
        graph.link(&hours, "cv:frequency", &frequency);
        graph.text(&hours, "dct:description", Lang::Fr, &weekly_in_french(weekly));
        for day in &weekly.days {
            graph.link(&hours, "schema:dayOfWeek", &super::graph::term(day_of_week(*day)));
        }
        between(graph, &hours, weekly.from, weekly.to);
    }
}

fn exceptions(graph: &mut Graph, place: &Place, contact: &NamedNode, of: &impl Fn(&str) -> NamedNode) {
    for exception in &place.exceptions {
        for (rank, slot) in
            exception.hours.iter().map(Some).chain(exception.hours.is_empty().then_some(None)).enumerate()
        {
            let hours = of(&format!("hours-{}-{}", exception.from, rank + 1));
            graph.is(&hours, &["time:TemporalEntity", "schema:OpeningHoursSpecification"]);
            graph.link(contact, "cv:specialOpeningHoursSpecification", &hours);
            graph.text(&hours, "dct:description", Lang::Fr, &exception.reason);
            graph.typed(&hours, "schema:validFrom", exception.from.to_string(), "xsd:date");
            graph.typed(&hours, "schema:validThrough", exception.to.to_string(), "xsd:date");
            // Closed all day is said as hours that end when they begin (schema.org).
            let (from, to) = slot.map_or((Time::MIDNIGHT, Time::MIDNIGHT), |slot| (slot.from, slot.to));
            between(graph, &hours, from, to);
        }
    }
}

fn between(graph: &mut Graph, hours: &NamedNode, from: Time, to: Time) {
    for (predicate, at) in [("schema:opens", from), ("schema:closes", to)] {
        if let Ok(text) = at.format(format_description!("[hour]:[minute]:[second]")) {
            graph.typed(hours, predicate, text, "xsd:time");
        }
    }
}

fn day_of_week(day: Weekday) -> &'static str {
    match day {
        Weekday::Mo => "schema:Monday",
        Weekday::Tu => "schema:Tuesday",
        Weekday::We => "schema:Wednesday",
        Weekday::Th => "schema:Thursday",
        Weekday::Fr => "schema:Friday",
        Weekday::Sa => "schema:Saturday",
        Weekday::Su => "schema:Sunday",
    }
}
