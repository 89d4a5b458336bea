//! Rich text of the source as plain paragraphs: no markup of a stranger reaches our pages.

/// Plain text: paragraphs apart by a blank line, list items with a dash, links followed by their address.
pub(super) fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut href: Option<String> = None;
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_text(&mut out, &rest[..open]);
        rest = &rest[open..];
        let Some(close) = rest.find('>') else {
            break;
        };
        let tag = &rest[1..close];
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
            push_text(&mut out, "<");
            rest = &rest[1..];
            continue;
        }
        rest = &rest[close + 1..];
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        apply(&mut out, &mut href, &name.to_ascii_lowercase(), tag);
        if matches!(name.as_str(), "style" | "script") && !tag.starts_with('/') {
            rest = rest.find("</").map_or("", |end| &rest[end..]);
        }
    }
    push_text(&mut out, rest);
    tidy(&out)
}

fn apply(out: &mut String, href: &mut Option<String>, name: &str, tag: &str) {
    let closing = tag.starts_with('/');
    match name {
        "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "hr"
        | "blockquote" => {
            out.push_str("\n\n");
        }
        "br" | "tr" => out.push('\n'),
        "li" if !closing => out.push_str("\n- "),
        "td" | "th" => out.push(' '),
        "a" if !closing => *href = attribute(tag, "href"),
        "a" => {
            if let Some(address) = href.take().filter(|address| !out.ends_with(address.as_str())) {
                out.push_str(" (");
                out.push_str(&address);
                out.push(')');
            }
        }
        "img" if !closing => {
            if let Some(words) = attribute(tag, "alt") {
                out.push_str(&words);
            }
        }
        _ => {}
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!("{name}="))?;
    let value = &tag[at + name.len() + 1..];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = value[1..].split(quote).next()?.trim();
    (!value.is_empty()).then(|| entities(value))
}

fn push_text(out: &mut String, text: &str) {
    let decoded = entities(text);
    for c in decoded.chars() {
        if !c.is_whitespace() || c == '\u{a0}' {
            out.push(c);
        } else if !out.ends_with(char::is_whitespace) {
            out.push(' ');
        }
    }
}

/// At most one blank line, no spaces at the ends of lines.
fn tidy(text: &str) -> String {
    let mut out = String::new();
    let mut blank = 0;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line == "-" {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        blank = 0;
        out.push_str(line);
    }
    out
}

/// Decodes character references.
pub(super) fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest.find(';').filter(|end| *end < 12).and_then(|end| {
            let c = reference(&rest[1..end])?;
            Some((c, end))
        });
        if let Some((c, end)) = known {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

const ENTITIES: [(&str, char); 58] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("agrave", 'à'),
    ("acirc", 'â'),
    ("auml", 'ä'),
    ("aacute", 'á'),
    ("ccedil", 'ç'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("iacute", 'í'),
    ("ocirc", 'ô'),
    ("ouml", 'ö'),
    ("oacute", 'ó'),
    ("ugrave", 'ù'),
    ("ucirc", 'û'),
    ("uuml", 'ü'),
    ("uacute", 'ú'),
    ("ntilde", 'ñ'),
    ("szlig", 'ß'),
    ("oelig", 'œ'),
    ("aelig", 'æ'),
    ("Agrave", 'À'),
    ("Acirc", 'Â'),
    ("Auml", 'Ä'),
    ("Ccedil", 'Ç'),
    ("Eacute", 'É'),
    ("Egrave", 'È'),
    ("Ecirc", 'Ê'),
    ("Icirc", 'Î'),
    ("Ocirc", 'Ô'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("OElig", 'Œ'),
    ("rsquo", '’'),
    ("lsquo", '‘'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("euro", '€'),
    ("deg", '°'),
    ("middot", '·'),
    ("bull", '•'),
    ("rarr", '→'),
    ("times", '×'),
    ("copy", '©'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_becomes_paragraphs() {
        let html = "<h1>Mode d&#39;emploi</h1>\n<p>Un <a href=\"https://a.be/x\">lien</a>&nbsp;!</p><ul><li>un</li><li>deux</li></ul>";
        assert_eq!(plain(html), "Mode d'emploi\n\nUn lien (https://a.be/x)\u{a0}!\n\n- un\n- deux");
    }

    #[test]
    fn scripts_vanish_and_lone_angles_stay() {
        assert_eq!(plain("a <script>alert(1)</script>b, 1 < 2"), "a b, 1 < 2");
    }
}
