//! Receipts and decisions: a record in JSON, signed as it is (detached JWS), and a tagged PDF whose code leads to the verification page.
//! The record is what counts; the PDF is how people read it.

use std::fmt::Write as _;

use beffroi_forms::check::State;
use beffroi_forms::value::{Answers, Value};
use beffroi_people::{Attribute, Opened, Place, Sealer};
use beffroi_print_types::{self as print, Block, Document, Kind, Qr};
use beffroi_store::Tx;
use beffroi_web::{App, Authority, Ctx, Lang, Problem, TextArgs, signing};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use time::Date;
use uuid::Uuid;

use crate::fill::{BASIS, Filling};
use crate::follow::summary;
use crate::revisions::Ready;
use crate::store::documents::{self, DocumentRow};
use crate::words;

/// A document before it is signed.
pub(crate) struct Content {
    pub kind: &'static str,
    pub record: Json,
    pub print: Document,
}

/// A document signed, to be put in with the act it proves.
pub(crate) struct Issued {
    row: DocumentRow,
    /// The record's exact bytes, for the public journal.
    pub record: Vec<u8>,
    /// What the document says, for those who have it by letter.
    said: Vec<Block>,
}

impl Issued {
    /// The document as a letter carries it, with the fingerprint by which anybody checks it.
    pub(crate) fn on_paper(&self, ctx: &Ctx) -> Vec<Block> {
        let mut blocks = self.said.clone();
        blocks.push(Block::Seal {
            title: ctx.s("procedures-sealed"),
            text: ctx.app().public_href(ctx.authority(), "/verifier"),
            fingerprint: crate::model::in_fours(&self.row.fingerprint),
        });
        blocks
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Signs, encrypts and keeps a document; the row is inserted by the caller's transaction. A decision is printed now, for
/// its letter leaves at once; a receipt when somebody asks for its PDF, which few do and which costs more than all the rest.
pub(crate) async fn issue(ctx: &Ctx, file: Uuid, person: Uuid, content: Content) -> Result<Issued, Problem> {
    let id = ctx.ambient().uuid_v7();
    let record = serde_json::to_vec(&content.record).map_err(|error| Problem::internal(&error))?;
    let fingerprint = hex(&Sha256::digest(&record)[..16]);
    let signature = signing::signer(ctx.app(), ctx.db()).await?.sign(&record);
    let sealer = ctx.desk().sealer_now(person, BASIS).await?;
    let text = String::from_utf8(record.clone()).map_err(|error| Problem::internal(&error))?;
    let sealed = sealer.text(ctx.ambient(), &Place::new("procedures_document", id, "record"), 1, &text)?;
    let mut said: Vec<Block> = content.print.lead.iter().map(Block::paragraph).collect();
    said.extend(content.print.blocks.iter().cloned());
    let mut print = content.print;
    print.qr = Some(Qr {
        url: ctx.app().public_href(ctx.authority(), &format!("/verifier/{fingerprint}")),
        caption: ctx.s("procedures-doc-verify"),
    });
    let mut row = DocumentRow {
        id,
        file,
        person,
        kind: content.kind.to_owned(),
        fingerprint,
        pdf_digest: None,
        pdf_sha256: None,
        pdf_size: None,
        record: sealed,
        signature: signature.jws,
        kid: signature.kid,
        issued_at: ctx.now(),
        print: None,
    };
    if row.kind == "receipt" {
        let text = serde_json::to_string(&print).map_err(|error| Problem::internal(&error))?;
        let place = Place::new("procedures_document", id, "print");
        row.print = Some(sealer.text(ctx.ambient(), &place, 1, &text)?);
    } else if let Some(bytes) = print_plain(ctx, print).await? {
        keep(ctx, &sealer, &mut row, &bytes).await?;
    }
    Ok(Issued { row, record, said })
}

/// Encrypts a PDF, puts it among the stored files and notes in the row what it is.
async fn keep(ctx: &Ctx, sealer: &Sealer, row: &mut DocumentRow, bytes: &[u8]) -> Result<(), Problem> {
    let stored = sealer.file(ctx.ambient(), &Place::new("procedures_document", row.id, "pdf"), 1, bytes)?;
    let put = ctx.app().files().put(ctx.authority().id, stored).await;
    row.pdf_digest = Some(put.map_err(|error| Problem::internal(&error))?.to_string());
    row.pdf_sha256 = Some(hex(&Sha256::digest(bytes)));
    row.pdf_size = i64::try_from(bytes.len()).ok();
    Ok(())
}

/// Whether a PDF can be had.
pub(crate) fn has_pdf(ctx: &Ctx, row: &DocumentRow) -> bool {
    row.pdf_digest.is_some() || (row.print.is_some() && ctx.app().printer().is_some())
}

/// The PDF of a document, printed now if nobody asked before; none in a build that could not print it.
pub(crate) async fn pdf(ctx: &Ctx, opened: &Opened, row: &DocumentRow) -> Result<Option<Vec<u8>>, Problem> {
    if let Some(digest) = row.pdf_digest.as_deref().and_then(|text| text.parse().ok()) {
        let stored = ctx.app().files().get(ctx.authority().id, digest).await;
        let stored = stored.map_err(|error| Problem::internal(&error))?;
        let clear = opened.file(&Place::new("procedures_document", row.id, "pdf"), &stored)?;
        return Ok(Some(clear.as_bytes().to_vec()));
    }
    let Some(print) = &row.print else { return Ok(None) };
    let clear = opened.text(&Place::new("procedures_document", row.id, "print"), print)?;
    let document = serde_json::from_str(clear.as_str()).map_err(|error| Problem::internal(&error))?;
    let Some(bytes) = print_plain(ctx, document).await? else { return Ok(None) };
    let mut row = row.clone();
    keep(ctx, &ctx.desk().sealer_now(row.person, BASIS).await?, &mut row, &bytes).await?;
    let row = &row;
    ctx.db().write(move |tx| async move { documents::printed(&tx, row).await }).await?;
    Ok(Some(bytes))
}

/// Inserts the row.
pub(crate) async fn insert(_ctx: &Ctx, tx: &Tx, issued: &Issued) -> Result<(), Problem> {
    documents::insert(tx, &issued.row).await?;
    Ok(())
}

/// Address of the verification page of a document, as the public journal names it.
pub(crate) fn subject(ctx: &Ctx, issued: &Issued) -> String {
    ctx.app().public_href(ctx.authority(), &format!("/verifier/{}", issued.row.fingerprint))
}

fn lang(ctx: &Ctx) -> print::Lang {
    print_lang(ctx.lang())
}

pub(crate) fn print_lang(lang: Lang) -> print::Lang {
    match lang {
        Lang::Fr => print::Lang::Fr,
        Lang::Nl => print::Lang::Nl,
        Lang::De => print::Lang::De,
        Lang::En => print::Lang::En,
    }
}

fn head(ctx: &Ctx, unit: Option<String>) -> print::Authority {
    head_of(ctx.app(), ctx.authority(), ctx.lang(), unit)
}

/// Who writes, at the head of a document in that language.
pub(crate) fn head_of(
    app: &App,
    authority: &Authority,
    lang: Lang,
    unit: Option<String>,
) -> print::Authority {
    let profile = &authority.profile;
    let texts = app.texts();
    print::Authority {
        name: texts.get(lang, "web-commune-of", &profile.names()).0,
        unit,
        address: vec![
            profile.address.building.clone(),
            profile.address.street.clone(),
            format!("{} {}", profile.address.postcode, profile.address.town),
        ],
        contacts: vec![
            texts.get(lang, "procedures-doc-phone", &[("phone", profile.phone.as_str().into())]).0,
            texts.get(lang, "procedures-doc-email", &[("email", profile.email.as_str().into())]).0,
        ],
        logo_svg: None,
    }
}

fn issuer(ctx: &Ctx) -> Json {
    let profile = &ctx.authority().profile;
    json!({
        "name": profile.name, "code": profile.code, "country": profile.country,
        "jwks": ctx.app().public_href(ctx.authority(), "/.well-known/jwks.json"),
    })
}

/// Whom a document is addressed to: the name given in the form, else the account's.
pub(crate) async fn applicant(ctx: &Ctx, filling: &Filling, answers: &Answers) -> Result<String, Problem> {
    if let Some(name) = name_in_form(&filling.ready, answers) {
        return Ok(name);
    }
    let Some(opened) = filling.opened(ctx).await? else { return Ok(String::new()) };
    let given = opened.attribute(Attribute::GivenName).await?;
    let family = opened.attribute(Attribute::FamilyName).await?;
    let part =
        |clear: Option<beffroi_people::Clear>| clear.map(|of| of.as_str().to_owned()).unwrap_or_default();
    Ok(format!("{} {}", part(given), part(family)).trim().to_owned())
}

/// The first name of a person that the form asks, or its given and family names asked apart.
pub(crate) fn name_in_form(ready: &Ready, answers: &Answers) -> Option<String> {
    let mut apart = [String::new(), String::new()];
    for node in ready.form.nodes() {
        match answers.get(node.item.id.as_str()) {
            Some(Value::Parts(parts)) if node.item.kind.name() == "person_name" => {
                let part = |name: &str| parts.get(name).map_or("", String::as_str);
                return Some(format!("{} {}", part("given"), part("family")).trim().to_owned());
            }
            Some(Value::Text(text)) => {
                let sources = &node.item.source;
                if sources.iter().any(|of| matches!(of.as_str(), "account.given_name" | "account.first_name"))
                {
                    apart[0].clone_from(text);
                } else if sources
                    .iter()
                    .any(|of| matches!(of.as_str(), "account.family_name" | "account.last_name"))
                {
                    apart[1].clone_from(text);
                }
            }
            _ => {}
        }
    }
    let name = apart.join(" ").trim().to_owned();
    (!name.is_empty()).then_some(name)
}

/// What a receipt needs beside the answers.
pub(crate) struct ReceiptOf<'r> {
    pub number: &'r str,
    /// The day from which the commune has the request.
    pub received: Date,
    pub due: Date,
    pub applicant: String,
    /// For a file without account.
    pub code: Option<String>,
}

/// Proof that a request was received: number, date, answers, date of answer.
pub(crate) fn receipt(ctx: &Ctx, ready: &Ready, state: &State<'_>, of: &ReceiptOf<'_>) -> Content {
    let texts = ctx.app().texts();
    let today = ctx.today();
    let text = |key: &str, args: TextArgs<'_>| texts.get(ctx.lang(), key, args).0;
    let title = text("procedures-doc-receipt", &[("title", ready.sheet.title(ctx.lang()).0.into())]);
    let mut document = Document::new(lang(ctx), Kind::Receipt, title, head(ctx, None), today);
    if !of.applicant.is_empty() {
        document.addressee = vec![of.applicant.clone()];
    }
    document.reference = Some(of.number.to_owned());
    document.place = Some(ctx.authority().profile.name.clone());
    let due = beffroi_web::dates::long(ctx.lang(), of.due);
    let received = beffroi_web::dates::long(ctx.lang(), of.received);
    document.lead = Some(text(
        "procedures-doc-receipt-lead",
        &[("number", of.number.into()), ("date", received.into()), ("due", due.into())],
    ));
    if let Some(code) = &of.code {
        document
            .blocks
            .push(Block::paragraph(text("procedures-doc-code", &[("code", code.as_str().into())])));
    }
    answered(ctx, ready, state, &mut document);
    let record = json!({
        "type": "receipt", "version": 1, "issuer": issuer(ctx), "number": of.number,
        "procedure": { "slug": ready.slug, "title": ready.sheet.title, "revision": ready.revision },
        "received_on": beffroi_web::dates::iso(of.received), "answer_by": beffroi_web::dates::iso(of.due), "addressee": of.applicant,
        "answers": summary::record(ctx, state),
    });
    Content { kind: "receipt", record, print: document }
}

/// Questions and answers, page by page.
fn answered(ctx: &Ctx, ready: &Ready, state: &State<'_>, document: &mut Document) {
    for page in state.visible_pages() {
        let lines: Vec<(String, String)> = summary::fields(state, page)
            .into_iter()
            .filter_map(|path| {
                state
                    .value(&path)
                    .map(|value| (words::label(state, &path), words::answer(ctx, state, &path, value)))
            })
            .collect();
        if !lines.is_empty() {
            document.blocks.push(Block::heading(state.text(&ready.model().pages[page].title, None)));
            document.blocks.push(Block::definitions(lines));
        }
    }
}

/// The request as it is now, for the archive of a file: neither signed nor a proof.
pub(crate) fn request(
    ctx: &Ctx,
    ready: &Ready,
    state: &State<'_>,
    (number, applicant, filed): (&str, &str, Date),
) -> Document {
    let title = ready.sheet.title(ctx.lang()).0.to_owned();
    let mut document = Document::new(lang(ctx), Kind::Request, title, head(ctx, None), filed);
    if !applicant.is_empty() {
        document.addressee = vec![applicant.to_owned()];
    }
    document.reference = Some(number.to_owned());
    answered(ctx, ready, state, &mut document);
    document
}

/// Prints a document that carries no verification code; nothing in a build that does not print.
pub(crate) async fn print_plain(ctx: &Ctx, document: Document) -> Result<Option<Vec<u8>>, Problem> {
    let Some(printer) = ctx.app().printer() else { return Ok(None) };
    let bytes = tokio::task::spawn_blocking(move || printer(&document))
        .await
        .map_err(|error| Problem::internal(&error))?;
    bytes.map(Some).map_err(|error| Problem::internal(&error))
}

/// Number and tracking code on one page, and the address where they are typed.
pub(crate) fn ticket(ctx: &Ctx, number: &str, code: &str) -> Document {
    let title = ctx.s("procedures-sent-code-title");
    let mut ticket = Document::new(lang(ctx), Kind::Letter, title, head(ctx, None), ctx.today());
    ticket.reference = Some(number.to_owned());
    ticket.lead = Some(ctx.app().texts().get(ctx.lang(), "procedures-doc-code", &[("code", code.into())]).0);
    ticket.qr = Some(Qr {
        url: ctx.app().public_href(ctx.authority(), &ctx.href("/suivre")),
        caption: ctx.s("procedures-follow"),
    });
    ticket
}

/// A decision as its agent wrote it.
pub(crate) struct DecisionOf<'d> {
    pub number: &'d str,
    pub accepted: bool,
    pub reasons: &'d str,
    /// Conditions of an acceptance; empty when none.
    pub conditions: &'d str,
    pub appeal: &'d str,
    pub applicant: String,
    pub unit: Option<String>,
    pub signatory: String,
    pub filed_on: Date,
}

/// The decision: its sense in the first line, its reasons, the means of appeal.
pub(crate) fn decision(ctx: &Ctx, ready: &Ready, of: &DecisionOf<'_>) -> Content {
    let texts = ctx.app().texts();
    let today = ctx.today();
    let text = |key: &str, args: TextArgs<'_>| texts.get(ctx.lang(), key, args).0;
    let title = ready.sheet.title(ctx.lang()).0.to_owned();
    let mut document = Document::new(lang(ctx), Kind::Decision, title, head(ctx, of.unit.clone()), today);
    document.addressee =
        vec![if of.applicant.is_empty() { of.number.to_owned() } else { of.applicant.clone() }];
    document.reference = Some(of.number.to_owned());
    document.place = Some(ctx.authority().profile.name.clone());
    document.lead =
        Some(text(if of.accepted { "procedures-doc-accepted" } else { "procedures-doc-refused" }, &[]));
    let filed = beffroi_web::dates::long(ctx.lang(), of.filed_on);
    document.blocks.push(Block::paragraph(text(
        "procedures-doc-about",
        &[("date", filed.into()), ("number", of.number.into())],
    )));
    for (key, body) in [("procedures-doc-reasons", of.reasons), ("procedures-doc-conditions", of.conditions)]
    {
        if !body.trim().is_empty() {
            document.blocks.push(Block::heading(ctx.s(key)));
            document
                .blocks
                .extend(body.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).map(Block::paragraph));
        }
    }
    document.blocks.push(Block::Notice {
        title: ctx.s("procedures-doc-appeal"),
        paragraphs: vec![of.appeal.to_owned()],
    });
    document.blocks.push(Block::Signature {
        name: of.signatory.clone(),
        quality: of.unit.clone().unwrap_or_default(),
        note: None,
    });
    let record = json!({
        "type": "decision", "version": 1, "issuer": issuer(ctx), "number": of.number,
        "procedure": { "slug": ready.slug, "title": ready.sheet.title, "revision": ready.revision },
        "outcome": if of.accepted { "accepted" } else { "refused" },
        "filed_on": beffroi_web::dates::iso(of.filed_on), "decided_on": beffroi_web::dates::iso(today),
        "addressee": of.applicant, "reasons": of.reasons, "conditions": of.conditions, "appeal": of.appeal,
        "signatory": { "name": of.signatory, "unit": of.unit },
    });
    Content { kind: "decision", record, print: document }
}

/// A decision that silence has taken.
pub(crate) struct SilenceOf<'d> {
    pub number: &'d str,
    pub accepted: bool,
    pub appeal: String,
    pub applicant: String,
    pub filed_on: Date,
    /// Last day on which the commune could answer.
    pub last_day: Date,
}

/// The attestation of a decision by silence: what is decided, since when, by which law, how to appeal.
pub(crate) fn silence(ctx: &Ctx, ready: &Ready, of: &SilenceOf<'_>) -> Content {
    let texts = ctx.app().texts();
    let today = ctx.today();
    let text = |key: &str, args: TextArgs<'_>| texts.get(ctx.lang(), key, args).0;
    let title = ready.sheet.title(ctx.lang()).0.to_owned();
    let mut document = Document::new(lang(ctx), Kind::Decision, title, head(ctx, None), today);
    document.addressee =
        vec![if of.applicant.is_empty() { of.number.to_owned() } else { of.applicant.clone() }];
    document.reference = Some(of.number.to_owned());
    document.place = Some(ctx.authority().profile.name.clone());
    let sense =
        if of.accepted { "procedures-doc-silence-accepted" } else { "procedures-doc-silence-refused" };
    document.lead = Some(text(sense, &[]));
    let long = |date| beffroi_web::dates::long(ctx.lang(), date);
    let why = text(
        "procedures-doc-silence-why",
        &[
            ("date", long(of.filed_on).into()),
            ("number", of.number.into()),
            ("last", long(of.last_day).into()),
        ],
    );
    document.blocks.push(Block::paragraph(why.clone()));
    let laws = &ready.model().laws;
    if !laws.is_empty() {
        document.blocks.push(Block::heading(ctx.s("procedures-doc-silence-law")));
        document.blocks.extend(laws.iter().map(|law| Block::paragraph(law.title.clone())));
    }
    document
        .blocks
        .push(Block::Notice { title: ctx.s("procedures-doc-appeal"), paragraphs: vec![of.appeal.clone()] });
    let record = json!({
        "type": "decision", "by": "silence", "version": 1, "issuer": issuer(ctx), "number": of.number,
        "procedure": { "slug": ready.slug, "title": ready.sheet.title, "revision": ready.revision },
        "outcome": if of.accepted { "accepted" } else { "refused" },
        "filed_on": beffroi_web::dates::iso(of.filed_on), "last_day": beffroi_web::dates::iso(of.last_day),
        "decided_on": beffroi_web::dates::iso(today), "addressee": of.applicant, "reasons": why,
        "laws": laws.iter().map(|law| law.title.as_str()).collect::<Vec<_>>(), "appeal": of.appeal,
    });
    Content { kind: "silence", record, print: document }
}

/// A document that the workflow makes from the file's template: its paragraphs whose condition is true, filled in.
pub(crate) fn paper(
    ctx: &Ctx,
    ready: &Ready,
    state: &State<'_>,
    number: &str,
    template: &beffroi_forms::model::Document,
) -> Content {
    let title = state.text(&template.title, None);
    let mut document = Document::new(lang(ctx), Kind::Letter, title.clone(), head(ctx, None), ctx.today());
    document.reference = Some(number.to_owned());
    document.place = Some(ctx.authority().profile.name.clone());
    let shown = template.paragraphs.iter().filter(|of| of.when.as_ref().is_none_or(|when| state.holds(when)));
    let paragraphs: Vec<String> = shown
        .flat_map(|of| state.text(&of.text, None).split("\n\n").map(str::to_owned).collect::<Vec<_>>())
        .filter(|text| !text.trim().is_empty())
        .collect();
    document.blocks.extend(paragraphs.iter().map(|text| Block::paragraph(text.clone())));
    let record = json!({
        "type": "document", "version": 1, "issuer": issuer(ctx), "number": number,
        "procedure": { "slug": ready.slug, "title": ready.sheet.title, "revision": ready.revision },
        "template": template.id, "title": title, "paragraphs": paragraphs,
        "issued_on": beffroi_web::dates::iso(ctx.today()),
    });
    Content { kind: "paper", record, print: document }
}
