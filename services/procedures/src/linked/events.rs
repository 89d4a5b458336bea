//! Events of life: each a `cv:LifeEvent`, which CPSV-AP also wants typed as the wider `cv:Event`. The services point to them.

use std::collections::BTreeMap;

use beffroi_web::Lang;

use super::graph::Graph;
use super::site::Site;
use crate::places::LifeEvent;
use crate::sheet::Sheet;
use crate::store::catalogue::PublishedRow;
use crate::store::places::Dated;

/// The commune's checklists, and the events that only procedures name.
pub(super) fn describe(
    graph: &mut Graph,
    site: &Site<'_>,
    rows: &[PublishedRow],
    listed: &[Dated<LifeEvent>],
) {
    let sheets = rows.iter().filter_map(|row| serde_json::from_value::<Sheet>(row.sheet.clone()).ok());
    let mut events: BTreeMap<String, Option<&LifeEvent>> =
        sheets.flat_map(|sheet| sheet.events).map(|key| (key, None)).collect();
    events.extend(listed.iter().map(|dated| (dated.of.id.clone(), Some(&dated.of))));
    for (key, listed) in events {
        let event = site.thing(&["vie", &key], "event");
        graph.is(&event, &["cv:LifeEvent", "cv:Event"]);
        graph.plain(&event, "dct:identifier", event.as_str());
        let page = site.document(graph, &["vie", &key]);
        graph.link(&event, "foaf:page", &page);
        let text = format!("procedures-life-{key}");
        match listed {
            Some(listed) if !site.knows(&text) => graph.text(&event, "dct:title", Lang::Fr, &listed.name),
            _ => site.name(graph, &event, "dct:title", &text, &key),
        }
        if let Some(listed) = listed {
            graph.text(&event, "dct:description", Lang::Fr, &listed.summary);
        }
    }
}
