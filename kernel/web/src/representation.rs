//! One resource in several formats: which one a client prefers (RFC 9110, §12.5.1), and answers that a client may keep and ask about
//! again (§8.8, §13.1). For what is public and the same for everybody.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, §5.6.7).
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// The media type of `offered` that the client likes best; the earlier one when it likes several alike, and `None` when it accepts none.
pub fn preferred<'o>(headers: &HeaderMap, offered: &[&'o str]) -> Option<&'o str> {
    let lines: Vec<&str> =
        headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok()).collect();
    if lines.is_empty() {
        return offered.first().copied();
    }
    let ranges: Vec<Range<'_>> =
        lines.iter().flat_map(|line| line.split(',')).filter_map(Range::read).collect();
    let mut best: Option<(u16, &str)> = None;
    for media in offered {
        let quality = quality(&ranges, media);
        if quality > 0 && best.is_none_or(|(of, _)| quality > of) {
            best = Some((quality, *media));
        }
    }
    best.map(|(_, media)| media)
}

/// A line of `Accept`: `text/*;q=0.5`.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// Thousandths.
    quality: u16,
}

impl<'a> Range<'a> {
    /// Parameters other than the quality (`profile`) do not tell our formats apart and are passed over.
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let quality = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
            .map_or(Some(1000), |(_, value)| thousandths(value.trim()))?;
        Some(Self { kind, subtype, quality })
    }

    /// How precisely it names a media type; `None` when it does not.
    fn precision(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind, self.subtype) {
            ("*", "*") => Some(0),
            (of, "*") if of.eq_ignore_ascii_case(kind) => Some(1),
            (of, sub) if of.eq_ignore_ascii_case(kind) && sub.eq_ignore_ascii_case(subtype) => Some(2),
            _ => None,
        }
    }
}

/// `0.75` → 750; nothing for what is no quality.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    if rest.len() > 3 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction: u16 = format!("{rest:0<3}").parse().ok()?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

/// The quality that the most precise range gives.
fn quality(ranges: &[Range<'_>], media: &str) -> u16 {
    let (kind, subtype) = media.split_once('/').unwrap_or((media, ""));
    ranges
        .iter()
        .filter_map(|range| Some((range.precision(kind, subtype)?, range.quality)))
        .max()
        .map_or(0, |(_, quality)| quality)
}

/// A public body with its validators.
#[derive(Clone, Debug)]
pub struct Representation {
    pub media: &'static str,
    pub body: Bytes,
    /// When what it says last changed.
    pub modified: OffsetDateTime,
    tag: String,
}

impl Representation {
    pub fn new(media: &'static str, body: Vec<u8>, modified: OffsetDateTime) -> Self {
        let hash = Sha256::digest(&body);
        // Weak, because compression on the way changes the bytes and not what they say.
        let hex = hash.iter().take(12).fold(String::from("W/\""), |mut tag, byte| {
            use std::fmt::Write as _;
            // Writing to a String cannot fail.
            let _ = write!(tag, "{byte:02x}");
            tag
        });
        Self { media, body: body.into(), modified, tag: format!("{hex}\"") }
    }

    /// The answer to somebody who may have it already; readable from any page of the web (CORS).
    pub fn answer(&self, asked: &HeaderMap) -> Response {
        let mut response = if self.is_known(asked) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(header::CONTENT_TYPE, self.media)], self.body.clone()).into_response()
        };
        let headers = response.headers_mut();
        let whole_second = self.modified.to_offset(UtcOffset::UTC).format(HTTP_DATE);
        for (name, value) in
            [(header::ETAG, Some(self.tag.clone())), (header::LAST_MODIFIED, whole_second.ok())]
        {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                headers.insert(name, value);
            }
        }
        for (name, value) in [
            (header::CACHE_CONTROL, "public, max-age=300"),
            (header::VARY, "accept"),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Last-Modified, Link"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
        response
    }

    /// `If-None-Match` decides where it is given, else `If-Modified-Since` (RFC 9110, §13.2.2).
    fn is_known(&self, asked: &HeaderMap) -> bool {
        let text = |name| asked.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        if let Some(tags) = text(header::IF_NONE_MATCH) {
            let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
            return tags.trim() == "*" || tags.split(',').any(|tag| bare(tag) == bare(&self.tag));
        }
        let since = text(header::IF_MODIFIED_SINCE)
            .and_then(|since| PrimitiveDateTime::parse(since.trim(), HTTP_DATE).ok());
        since.is_some_and(|since| self.modified.unix_timestamp() <= since.assume_utc().unix_timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    const OFFERED: [&str; 3] = ["text/html", "text/turtle", "application/ld+json"];

    fn accept(line: &str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(line).expect("a header"));
        preferred(&headers, &OFFERED)
    }

    #[test]
    fn a_browser_gets_the_page_and_a_portal_its_data() {
        assert_eq!(preferred(&HeaderMap::new(), &OFFERED), Some("text/html"));
        assert_eq!(
            accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            Some("text/html")
        );
        assert_eq!(accept("*/*"), Some("text/html"));
        assert_eq!(accept("text/turtle"), Some("text/turtle"));
        assert_eq!(accept("application/rdf+xml, text/turtle;q=0.9, */*;q=0.1"), Some("text/turtle"));
        assert_eq!(accept("application/ld+json;profile=\"x\", text/html;q=0.5"), Some("application/ld+json"));
        assert_eq!(accept("application/*"), Some("application/ld+json"));
        assert_eq!(accept("text/*;q=0.3, text/html;q=0"), Some("text/turtle"));
        assert_eq!(accept("image/png"), None);
        assert_eq!(accept("text/turtle;q=2, nonsense, ;;, text/html;q=0.1"), Some("text/html"));
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        let of = Representation::new("text/turtle", b"a".to_vec(), datetime!(2026-11-25 04:05:06.7 UTC));
        let first = of.answer(&HeaderMap::new());
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[header::LAST_MODIFIED], "Wed, 25 Nov 2026 04:05:06 GMT");
        let asked = |name: header::HeaderName, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_str(value).expect("a header"));
            of.answer(&headers).status()
        };
        let tag = first.headers()[header::ETAG].to_str().expect("plain").to_owned();
        assert_eq!(asked(header::IF_NONE_MATCH, &format!("\"x\", {tag}")), StatusCode::NOT_MODIFIED);
        assert_eq!(asked(header::IF_NONE_MATCH, "\"x\""), StatusCode::OK);
        assert_eq!(
            asked(header::IF_MODIFIED_SINCE, "Wed, 25 Nov 2026 04:05:06 GMT"),
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(asked(header::IF_MODIFIED_SINCE, "Wed, 25 Nov 2026 04:05:05 GMT"), StatusCode::OK);
        assert_eq!(asked(header::IF_MODIFIED_SINCE, "yesterday"), StatusCode::OK);
    }

    proptest! {
        #[test]
        fn any_accept_line_is_read_and_chooses_among_what_is_offered(line in "[a-z/*;=q,.0-9 ]{0,60}") {
            if let Some(chosen) = accept(&line) {
                prop_assert!(OFFERED.contains(&chosen));
            }
        }
    }
}
