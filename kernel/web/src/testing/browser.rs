//! A browser without JavaScript: keeps cookies, follows redirects, fills in the forms of the page it is on.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::Entrance;
use super::html::{self, Form};

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// Path and query it came from.
    pub at: String,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    pub fn forms(&self) -> Vec<Form> {
        html::forms(&self.text())
    }

    /// The form whose action ends so.
    pub fn form(&self, action: &str) -> Form {
        let mut forms = self.forms();
        match forms.iter().position(|form| form.action.ends_with(action)) {
            Some(found) => forms.swap_remove(found),
            None => panic!("{} ({}) has no form {action}:\n{}", self.at, self.status, self.text()),
        }
    }

    /// Addresses of links, in order.
    pub fn links(&self) -> Vec<String> {
        html::links(&self.text())
    }

    pub fn contains(&self, text: &str) -> bool {
        html::unescaped(&self.text()).contains(text)
    }
}

/// A file to send.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'u> {
    pub field: &'u str,
    pub name: &'u str,
    pub bytes: &'u [u8],
}

/// A person's browser at one host name.
#[derive(Clone)]
pub struct Browser {
    entrance: Entrance,
    host: String,
    cookies: BTreeMap<String, String>,
    last: Option<Answer>,
}

const BOUNDARY: &str = "beffroi-limite-7d1f";

impl Browser {
    pub(super) fn new(entrance: Entrance, host: &str) -> Self {
        Self { entrance, host: host.to_owned(), cookies: BTreeMap::new(), last: None }
    }

    /// The page it is on.
    pub fn page(&self) -> &Answer {
        self.last.as_ref().expect("a page was asked for before")
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// A request ready to be changed: host, cookies, and a page wanted.
    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        if !self.cookies.is_empty() {
            let line: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, line.join("; "));
        }
        request.header(
            header::USER_AGENT,
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        )
    }

    /// Sends a request as it is and keeps the cookies of the answer; no redirect is followed.
    pub async fn send(&mut self, request: Request) -> Answer {
        let at = request.uri().to_string();
        let response = match self.entrance.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(line.to_str().expect("a cookie is plain text"));
        }
        let body = body.collect().await.expect("an answer of this process is whole").to_bytes().to_vec();
        let answer = Answer { status: parts.status, headers: parts.headers, body, at };
        self.last = Some(answer.clone());
        answer
    }

    fn keep(&mut self, line: &str) {
        let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
        let Some((name, value)) = pair.split_once('=') else { return };
        for needed in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(rest.contains(needed), "the cookie {name} lacks {needed}");
        }
        if rest.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Goes where an answer sends, as a browser does.
    pub async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            if !answer.status.is_redirection() {
                return answer;
            }
            let to = answer.header("location").to_owned();
            let request = self.request("GET", &to).body(Body::empty()).expect("an address of this site");
            answer = self.send(request).await;
        }
        panic!("more than ten redirects, at {}", answer.at)
    }

    /// Goes to an address.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request("GET", path).body(Body::empty()).expect("a well-formed address");
        let answer = self.send(request).await;
        self.follow(answer).await
    }

    /// Posts fields to an address, without following where it leads.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a well-formed address");
        self.send(request).await
    }

    /// The request that pressing the button of a form makes, with these fields typed and files chosen.
    pub fn pressed(&self, form: &Form, typed: &[(&str, &str)], files: &[Upload<'_>]) -> Request {
        let mut fields = form.fields.clone();
        fields.retain(|(name, _)| typed.iter().all(|(other, _)| other != name));
        fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let request = self.request("POST", &form.action).header("sec-fetch-site", "same-origin");
        let request = if form.multipart {
            request
                .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
                .body(Body::from(multipart(&fields, files)))
        } else {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
            request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body))
        };
        request.expect("the address of a form is well formed")
    }

    /// Fills in the form of the present page whose action ends so, presses its button and goes where it leads.
    pub async fn submit(&mut self, action: &str, typed: &[(&str, &str)]) -> Answer {
        self.submit_files(action, typed, &[]).await
    }

    /// The same with files.
    pub async fn submit_files(
        &mut self,
        action: &str,
        typed: &[(&str, &str)],
        files: &[Upload<'_>],
    ) -> Answer {
        let request = self.pressed(&self.page().form(action), typed, files);
        let answer = self.send(request).await;
        self.follow(answer).await
    }

    /// Signs in with an e-mail address and a password.
    pub async fn sign_in(&mut self, email: &str, password: &str) {
        self.get("/entrer").await;
        let answer = self.submit("/entrer", &[("email", email), ("password", password)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert!(self.cookie(crate::SESSION_COOKIE).is_some(), "{}", answer.text());
    }
}

/// A body of `multipart/form-data` (RFC 7578).
fn multipart(fields: &[(String, String)], files: &[Upload<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value.as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    for file in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: application/octet-stream\r\n\r\n",
            file.field, file.name
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
