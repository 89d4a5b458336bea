//! What every root element has besides its subject: roles, views, housekeeping; and the sweep of what is left.

use std::collections::BTreeMap;

use super::package::Ctx;
use super::xml::Node;
use crate::import::codes::{Code, Reason};
use crate::import::report::Subject;

/// Elements that say how something looks on the original platform; reported once by kind.
const LOOKS: [&str; 18] = [
    "display_locations",
    "extra_css_class",
    "display_mode",
    "image_desktop_size",
    "image_mobile_size",
    "radio_orientation",
    "initial_zoom",
    "position",
    "homepage_position",
    "colour",
    "backoffice_info_text",
    "hide_submit_button",
    "display_button",
    "display_title",
    "in_filters",
    "rows",
    "cols",
    "pre",
];

/// Roles, views and housekeeping of a form or a card.
pub(super) fn common(ctx: &Ctx<'_, '_>, root: &Node<'_>, housekeeping: &[&str]) {
    for name in ["roles", "backoffice-submission-roles"] {
        for role in root.child(name).map(|node| node.children("role")).unwrap_or_default() {
            let who = role.own_text();
            let key = role.attr("role_key").unwrap_or(name);
            ctx.line(&role, Subject::Setting, who, key, vec![Reason::new(Code::Access, who)]);
        }
    }
    if let Some(views) = root.child("custom_views") {
        for view in views.children("custom_view") {
            view.mark_all();
            let title = view.text("title").unwrap_or_default();
            ctx.line(
                &view,
                Subject::Setting,
                &title,
                "",
                vec![Reason::new(Code::ListingView, title.as_str())],
            );
        }
    }
    if let Some(flows) = root.child("workflow-migrations") {
        flows.mark_all();
        ctx.line(&flows, Subject::Setting, "workflow-migrations", "", vec![Reason::new(Code::OldFlows, "")]);
    }
    for name in housekeeping {
        let Some(node) = root.child(name) else { continue };
        node.mark_all();
        let value = node.own_text();
        let plain = node.elements().is_empty() && matches!(value, "" | "false" | "False");
        let known = node.elements().iter().all(|item| item.own_text() == "__default__");
        if !(plain || value.is_empty() && known) {
            ctx.line(&node, Subject::Setting, &format!("{name} = {value}"), "", vec![informative(name)]);
        }
    }
}

fn informative(name: &str) -> Reason {
    match name {
        "only_allow_one"
        | "has_captcha"
        | "publication_date"
        | "expiration_date"
        | "disabled_redirection" => Reason::new(Code::UnknownSetting, name),
        _ => Reason::new(Code::Informative, ""),
    }
}

/// Reports whatever nobody has read: looks once by kind, anything else one by one.
pub(super) fn leftovers(ctx: &Ctx<'_, '_>, root: &Node<'_>) {
    let mut looks: BTreeMap<&str, (Node<'_>, usize)> = BTreeMap::new();
    for node in root.unread() {
        let name = node.name();
        node.mark_all();
        if LOOKS.contains(&name) {
            looks.entry(name).or_insert((node, 0)).1 += 1;
        } else if !node.own_text().is_empty() || !node.elements().is_empty() {
            let what = format!("{name} {}", node.own_text());
            ctx.line(&node, Subject::Setting, &what, "", vec![Reason::new(Code::UnknownSetting, name)]);
        }
    }
    for (name, (node, count)) in looks {
        let what = format!("{name} × {count}");
        ctx.line(&node, Subject::Setting, &what, "", vec![Reason::new(Code::Presentation, name)]);
    }
}
