//! Events of life: each a `cv:LifeEvent`, which CPSV-AP also wants typed as the wider `cv:Event`. The services point to them.

use std::collections::BTreeSet;

use super::graph::Graph;
use super::site::Site;
use crate::sheet::Sheet;
use crate::store::catalogue::PublishedRow;

/// The events that these procedures name.
pub(super) fn describe(graph: &mut Graph, site: &Site<'_>, rows: &[PublishedRow]) {
    let sheets = rows.iter().filter_map(|row| serde_json::from_value::<Sheet>(row.sheet.clone()).ok());
    let named: BTreeSet<String> = sheets.flat_map(|sheet| sheet.events).collect();
    for key in named {
        let event = site.thing(&["vie", &key], "event");
        graph.is(&event, &["cv:LifeEvent", "cv:Event"]);
        graph.plain(&event, "dct:identifier", event.as_str());
        let page = site.document(graph, &["vie", &key]);
        graph.link(&event, "foaf:page", &page);
        site.name(graph, &event, "dct:title", &format!("procedures-life-{key}"), &key);
    }
}
