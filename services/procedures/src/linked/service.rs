//! A published procedure as a `cpsv:PublicService`: from its sheet (what the catalogue says) and its form (what it asks).

use beffroi_forms::model::{Audience, Channel, ChannelKind, Form, Item, Kind, Law};
use beffroi_forms::{Part, Text};
use beffroi_web::Lang;
use oxrdf::{Literal, NamedNode};

use super::commune::moment;
use super::graph::Graph;
use super::site::{Site, digest};
use crate::sheet::Sheet;
use crate::store::catalogue::PublishedRow;

/// Everything said of one procedure.
pub(super) struct Described<'d> {
    site: &'d Site<'d>,
    row: &'d PublishedRow,
    sheet: Sheet,
    form: &'d Form,
    /// Language of the form and of the sheet's first texts.
    lang: Lang,
    service: NamedNode,
}

impl<'d> Described<'d> {
    pub(super) fn new(site: &'d Site<'d>, row: &'d PublishedRow, form: &'d Form) -> Self {
        Self {
            service: site.thing(&["demarches", &row.slug], "service"),
            // A sheet of another version still has a title in its form.
            sheet: serde_json::from_value(row.sheet.clone()).unwrap_or_default(),
            lang: Lang::from_tag(&form.lang).unwrap_or_default(),
            site,
            row,
            form,
        }
    }

    fn thing(&self, what: &str) -> NamedNode {
        self.site.thing(&["demarches", &self.row.slug], what)
    }

    /// A thing of the service, with its class and the one identifier that CPSV-AP asks for.
    fn part(&self, graph: &mut Graph, link: &str, what: &str, class: &str) -> NamedNode {
        let part = self.thing(what);
        graph.is(&part, &[class]);
        graph.plain(&part, "dct:identifier", part.as_str());
        graph.link(&self.service, link, &part);
        part
    }

    /// Adds the service and all that belongs to it; gives its name.
    pub(super) fn describe(&self, graph: &mut Graph) -> NamedNode {
        self.itself(graph);
        self.classified(graph);
        self.channels(graph);
        self.costs(graph);
        self.asked(graph);
        self.result(graph);
        for law in &self.form.laws {
            self.law(graph, law);
        }
        self.service.clone()
    }

    fn itself(&self, graph: &mut Graph) {
        let service = &self.service;
        graph.is(service, &["cpsv:PublicService"]);
        graph.plain(service, "dct:identifier", service.as_str());
        let title = [&self.sheet.title, &self.form.meta.title, &self.row.slug]
            .into_iter()
            .find(|title| !title.trim().is_empty())
            .map_or("", String::as_str);
        let summary = [&self.sheet.summary, &self.form.meta.description]
            .into_iter()
            .find(|summary| !summary.trim().is_empty())
            .map_or(title, String::as_str);
        self.in_language(graph, Lang::Fr, title, summary);
        for (lang, text) in self.sheet.texts.iter().filter(|(lang, _)| **lang != Lang::Fr) {
            self.in_language(graph, *lang, &text.title, &text.summary);
        }
        graph.link(service, "cv:hasCompetentAuthority", &self.site.of_commune("commune"));
        graph.link(service, "cv:contactPoint", &self.site.of_commune("contact"));
        graph.link(service, "dct:spatial", &self.site.of_commune("territory"));
        graph.link(service, "dct:isPartOf", &self.site.of_commune("catalogue"));
        let page = self.site.document(graph, &["demarches", &self.row.slug]);
        graph.link(service, "foaf:page", &page);
        if let Some(unit) = self.row.unit {
            graph.link(service, "cv:ownedBy", &self.site.of_commune(&format!("unit-{unit}")));
        }
        if self.sheet.delay_days > 0 {
            graph.typed(service, "cv:processingTime", format!("P{}D", self.sheet.delay_days), "xsd:duration");
        }
        graph.plain(service, "schema:version", &self.row.revision.to_string());
        moment(graph, service, "dct:issued", self.row.issued);
        moment(graph, service, "dct:modified", self.row.modified);
    }

    fn in_language(&self, graph: &mut Graph, lang: Lang, title: &str, summary: &str) {
        graph.text(&self.service, "dct:title", lang, title);
        graph.text(&self.service, "dct:description", lang, summary);
        if !title.trim().is_empty() {
            let language = self.site.language(graph, lang);
            graph.link(&self.service, "dct:language", &language);
        }
    }

    fn classified(&self, graph: &mut Graph) {
        for word in &self.sheet.keywords {
            graph.text(&self.service, "dcat:keyword", Lang::Fr, word);
        }
        if !self.row.theme.is_empty() {
            let key = format!("procedures-theme-{}", self.row.theme);
            let theme = self.site.code(graph, "theme", &self.row.theme, &key);
            graph.link(&self.service, "cv:thematicArea", &theme);
        }
        for event in &self.sheet.events {
            let named = self.site.thing(&["vie", event], "event");
            graph.link(&self.service, "cv:isGroupedBy", &named);
            graph.link(&named, "cv:hasRelatedService", &self.service);
        }
    }

    /// The web, and the ways without it. A way that stands twice is told apart by its rank.
    fn channels(&self, graph: &mut Graph) {
        let online = self.channel(graph, ChannelKind::Online, "channel-online");
        let page = self.site.document(graph, &["demarches", &self.row.slug, "commencer"]);
        graph.link(&online, "foaf:page", &page);
        for kind in [ChannelKind::Counter, ChannelKind::Phone, ChannelKind::Post, ChannelKind::Aidant] {
            let of_kind: Vec<&Channel> = self.form.channels.iter().filter(|of| of.kind == kind).collect();
            for (rank, channel) in of_kind.iter().enumerate() {
                let base = format!("channel-{}", channel_code(kind));
                let what = if rank == 0 { base } else { format!("{base}-{}", rank + 1) };
                let named = self.channel(graph, kind, &what);
                graph.text(&named, "dct:description", self.lang, &channel.at);
                if !channel.hours.trim().is_empty() {
                    let hours = self.thing(&format!("{what}-hours"));
                    graph.is(&hours, &["time:TemporalEntity"]);
                    graph.text(&hours, "dct:description", self.lang, &channel.hours);
                    graph.link(&named, "cv:openingHours", &hours);
                }
            }
        }
    }

    fn channel(&self, graph: &mut Graph, kind: ChannelKind, what: &str) -> NamedNode {
        let channel = self.part(graph, "cv:hasChannel", what, "cv:Channel");
        let code = channel_code(kind);
        let kind = self.site.code(graph, "channel", code, &format!("procedures-channel-{code}"));
        graph.link(&channel, "dct:type", &kind);
        graph.link(&channel, "cv:ownedBy", &self.site.of_commune("commune"));
        channel
    }

    /// Fees of the form; else what the sheet says, as a sum only when it says that nothing is asked.
    fn costs(&self, graph: &mut Graph) {
        for (rank, fee) in self.form.meta.fees.iter().enumerate() {
            let cost = self.cost(graph, &format!("cost-{}", rank + 1), fee.amount.parse().ok());
            let label = if fee.label.is_empty() { &self.sheet.cost } else { &fee.label };
            graph.text(&cost, "dct:description", self.lang, label);
        }
        if self.form.meta.fees.is_empty() && !self.sheet.cost.trim().is_empty() {
            let free = self.sheet.cost.trim().eq_ignore_ascii_case("gratuit");
            let cost = self.cost(graph, "cost-1", free.then_some(0.0));
            graph.text(&cost, "dct:description", Lang::Fr, &self.sheet.cost);
        }
    }

    fn cost(&self, graph: &mut Graph, what: &str, amount: Option<f64>) -> NamedNode {
        let cost = self.part(graph, "cv:hasCost", what, "cv:Cost");
        graph.link(&cost, "cv:isDefinedBy", &self.site.of_commune("commune"));
        if let Some(amount) = amount.filter(|amount| amount.is_finite() && *amount >= 0.0) {
            graph.typed(&cost, "cv:hasValue", Literal::from(amount).value(), "xsd:double");
            let euro = self.site.european(graph, "currency", "EUR", "skos:Concept");
            graph.link(&cost, "cv:currency", &euro);
        }
        cost
    }

    /// For whom, what a person needs, and the documents that the form asks for.
    fn asked(&self, graph: &mut Graph) {
        if !self.sheet.audience.trim().is_empty() {
            let requirement = self.requirement(graph, "for-whom", "eligibility");
            self.site.say(graph, &requirement, "dct:title", "procedures-audience");
            graph.text(&requirement, "dct:description", Lang::Fr, &self.sheet.audience);
        }
        for need in self.sheet.needs.iter().filter(|need| !need.trim().is_empty()) {
            let requirement = self.requirement(graph, &format!("need-{}", digest(need)), "need");
            graph.text(&requirement, "dct:title", Lang::Fr, need);
        }
        let mut files = Vec::new();
        for page in &self.form.pages {
            collect(&page.items, &mut files);
        }
        for item in files {
            self.evidence(graph, item);
        }
    }

    fn requirement(&self, graph: &mut Graph, what: &str, kind: &str) -> NamedNode {
        let requirement = self.part(graph, "cv:holdsRequirement", what, "cv:Requirement");
        let kind =
            self.site.code(graph, "requirement", kind, &format!("procedures-linked-requirement-{kind}"));
        graph.link(&requirement, "dct:type", &kind);
        requirement
    }

    fn evidence(&self, graph: &mut Graph, item: &Item) {
        let (id, label) = (item.id.as_str(), plain(&item.label));
        let label = if label.trim().is_empty() { id } else { label.as_str() };
        let kind = self.part(graph, "cv:hasInputType", &format!("evidence-type-{id}"), "cv:EvidenceType");
        graph.text(&kind, "dct:title", self.lang, label);
        let evidence = self.part(graph, "cpsv:hasInput", &format!("evidence-{id}"), "cv:Evidence");
        graph.text(&evidence, "dct:title", self.lang, label);
        graph.text(&evidence, "dct:description", self.lang, &plain(&item.help));
        graph.link(&evidence, "dct:conformsTo", &kind);
        let requirement = self.requirement(graph, &format!("document-{id}"), "document");
        graph.text(&requirement, "dct:title", self.lang, label);
        graph.link(&requirement, "cv:hasSupportingEvidence", &evidence);
        graph.link(&evidence, "cv:supportsRequirement", &requirement);
    }

    fn result(&self, graph: &mut Graph) {
        let output = self.part(graph, "cpsv:produces", "result", "cv:Output");
        match self.form.documents.first().map(|document| plain(&document.title)) {
            Some(title) if !title.trim().is_empty() => graph.text(&output, "dct:title", self.lang, &title),
            _ => self.site.say(graph, &output, "dct:title", "procedures-linked-result"),
        }
    }

    /// A legal text under its own address where it has one, else under a name made of its words.
    fn law(&self, graph: &mut Graph, law: &Law) {
        let words = match &law.article {
            Some(article) => format!("{}, {article}", law.title),
            None => law.title.clone(),
        };
        let web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
        let named = law.url.as_ref().filter(web).and_then(|url| NamedNode::new(url.as_str()).ok());
        let named = named.unwrap_or_else(|| self.site.of_commune(&format!("law-{}", digest(&words))));
        graph.is(&named, &["eli:LegalResource"]);
        graph.text(&named, "dct:title", self.lang, &words);
        graph.link(&self.service, "cv:hasLegalResource", &named);
    }
}

fn channel_code(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Online => "online",
        ChannelKind::Counter => "counter",
        ChannelKind::Phone => "phone",
        ChannelKind::Post => "post",
        ChannelKind::Aidant => "aidant",
    }
}

/// Documents that the applicant is asked for, those in sections and blocks too.
fn collect<'f>(items: &'f [Item], files: &mut Vec<&'f Item>) {
    for item in items.iter().filter(|item| item.audience == Audience::Citizen) {
        if matches!(item.kind, Kind::File { .. }) {
            files.push(item);
        }
        collect(item.kind.children(), files);
    }
}

/// A text of a form without the values that only a filled form has.
fn plain(text: &Text) -> String {
    let parts = text.parts();
    parts.iter().filter_map(|part| if let Part::Plain(words) = part { Some(*words) } else { None }).collect()
}
