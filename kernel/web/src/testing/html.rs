//! As much HTML as a test needs to read: forms with what they would send, links, and text without entities. It reads our own pages only.

/// A form as its page shows it.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub action: String,
    pub multipart: bool,
    /// What pressing its first button would send, buttons apart.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The value a field would send.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }
}

/// A tag and the text up to the next one.
struct Tag<'h> {
    name: &'h str,
    attributes: Vec<(&'h str, String)>,
    after: &'h str,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(of, _)| *of == name).map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    html.split('<').skip(1).filter_map(|piece| {
        let end = tag_end(piece)?;
        let (inside, after) = (&piece[..end], &piece[end + 1..]);
        let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        Some(Tag { name: &inside[..name_end], attributes: attributes(&inside[name_end..]), after })
    })
}

/// Where a tag ends: the first `>` outside quotes.
fn tag_end(piece: &str) -> Option<usize> {
    let mut quoted = false;
    piece.char_indices().find_map(|(at, character)| {
        quoted ^= character == '"';
        (character == '>' && !quoted).then_some(at)
    })
}

fn attributes(mut rest: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = &rest[..end];
        rest = &rest[end..];
        if let Some(value) = rest.strip_prefix("=\"") {
            let end = value.find('"').unwrap_or(value.len());
            found.push((name, unescaped(&value[..end])));
            rest = value.get(end + 1..).unwrap_or("");
        } else {
            found.push((name, String::new()));
            rest = rest.strip_prefix('=').unwrap_or(rest);
        }
    }
}

/// Text without character references.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    out.push_str(pieces.next().unwrap_or(""));
    for piece in pieces {
        let reference = piece.split_once(';').and_then(|(name, rest)| Some((character(name)?, rest)));
        if let Some((character, rest)) = reference {
            out.push(character);
            out.push_str(rest);
        } else {
            out.push('&');
            out.push_str(piece);
        }
    }
    out
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

pub(super) fn links(html: &str) -> Vec<String> {
    tags(html).filter(|tag| tag.name == "a").filter_map(|tag| tag.get("href").map(str::to_owned)).collect()
}

pub(super) fn forms(html: &str) -> Vec<Form> {
    let mut found = Vec::new();
    let mut form: Option<Form> = None;
    let mut select = String::new();
    for tag in tags(html) {
        match tag.name {
            "form" => {
                form = Some(Form {
                    action: tag.get("action").unwrap_or("").to_owned(),
                    multipart: tag.get("enctype") == Some("multipart/form-data"),
                    fields: Vec::new(),
                });
            }
            "/form" => found.extend(form.take()),
            _ => {
                if let Some(form) = &mut form {
                    form.fields.extend(sends(&tag, &mut select));
                }
            }
        }
    }
    found
}

/// What an input would send as it stands.
fn sends(tag: &Tag<'_>, select: &mut String) -> Option<(String, String)> {
    let name = tag.get("name").unwrap_or("").to_owned();
    let value = tag.get("value").unwrap_or("").to_owned();
    match (tag.name, tag.get("type")) {
        ("input", Some("file" | "submit")) => None,
        ("input", Some("radio" | "checkbox")) => tag.has("checked").then_some((name, value)),
        ("input", _) => Some((name, value)),
        ("textarea", _) => Some((name, unescaped(tag.after))),
        ("select", _) => {
            *select = name;
            None
        }
        ("option", _) if tag.has("selected") => Some((select.clone(), value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_sends_what_its_page_shows() {
        let html = r#"<form action="/a?b=1&amp;c=2" method="post" enctype="multipart/form-data"><input type="hidden" name="jeton" value="x&#34;y">
            <input type="radio" name="q" value="1"><input type="radio" name="q" value="2" checked>
            <select name="s"><option value="">-</option><option value="b" selected>B</option></select>
            <textarea name="t" rows="2">un &#60; deux</textarea><button name="autre" value="1">ok</button></form>"#;
        let form = forms(html).remove(0);
        let expected = [("jeton", "x\"y"), ("q", "2"), ("s", "b"), ("t", "un < deux")];
        let read: Vec<_> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(read, expected);
        assert!(form.multipart && form.action == "/a?b=1&c=2");
    }
}
