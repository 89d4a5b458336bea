//! Words in an SVG: escaping, and lines that fit a width.

/// Text as XML 1.0 allows it, in elements and in attributes; characters it has no way to write become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c < ' ' || matches!(c, '\u{7f}' | '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Width of a character at 14 px, on the wide side: the drawing does not know the reader's font.
fn width(c: char) -> f64 {
    match c {
        // East Asian scripts, and pictographs, fill the em.
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{3ffff}' => 14.0,
        c if c.is_uppercase() => 10.0,
        _ => 8.0,
    }
}

/// Breaks `text` into lines of at most `room` pixels, between words where it can, within a long word where it must.
pub(super) fn wrapped(text: &str, room: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in text.split_whitespace() {
        let whole: f64 = word.chars().map(width).sum();
        let space = if used > 0.0 { width(' ') } else { 0.0 };
        if used > 0.0 && used + space + whole > room {
            lines.push(String::new());
            used = 0.0;
        } else if used > 0.0 {
            push(&mut lines, ' ');
            used += space;
        }
        for c in word.chars() {
            if used > 0.0 && used + width(c) > room {
                lines.push(String::new());
                used = 0.0;
            }
            push(&mut lines, c);
            used += width(c);
        }
    }
    lines
}

fn push(lines: &mut [String], c: char) {
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_statement_stays_text() {
        assert_eq!(escaped("<b> & \"c\"\u{1}"), "&lt;b&gt; &amp; &quot;c&quot;\u{fffd}");
    }

    #[test]
    fn lines_break_between_words_and_within_a_long_one() {
        assert_eq!(wrapped("aa bb  cc", 41.0), ["aa bb", "cc"]);
        assert_eq!(wrapped("aaaaaaa", 25.0), ["aaa", "aaa", "a"]);
        assert_eq!(wrapped("優步優步", 30.0), ["優步", "優步"]);
    }
}
