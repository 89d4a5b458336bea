//! One file of the commune, whole, in a zip: the request as PDF, what was sent with it, documents with their signatures, history, and
//! a manifest with the SHA-256 of each part. Opened for review, like the page of the file; sent part by part.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::Response;
use beffroi_forms::check::State;
use beffroi_people::{Opened, Place};
use beffroi_web::{Ctx, Problem};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use tokio::sync::mpsc;
use uuid::Uuid;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::{Pieces, broken, streamed};
use crate::agent::file::load;
use crate::documents::{self, hex, name_in_form};
use crate::filing::event_place;
use crate::follow::pages::open_file;
use crate::follow::summary;
use crate::revisions::Revisions;
use crate::store::drafts;
use crate::store::files::{self, EventRow, FileRow};

/// A part of the archive, on its way to the writer.
type Part = (String, Vec<u8>);

/// What the parts are gathered with.
struct Gatherer {
    ctx: Ctx,
    row: FileRow,
    opened: Opened,
    revisions: Revisions,
    parts: mpsc::Sender<Part>,
    manifest: Vec<Json>,
}

/// The writer of a zip that goes out as it grows.
struct Outgoing(Pieces);

impl std::io::Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let piece = Ok(Bytes::copy_from_slice(bytes));
        self.0.blocking_send(piece).map_err(|_| std::io::Error::from(std::io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// `GET /agent/dossiers/{number}/archive.zip`
pub(super) async fn archive(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let (_, opened) = crate::agent::open_for_review(&ctx, &row).await?;
    let (pieces, response) = streamed("application/zip", &format!("{number}.zip"));
    let (parts, received) = mpsc::channel(1);
    let out = Outgoing(pieces.clone());
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(out, received) {
            tracing::warn!(%error, "an archive broke off");
        }
    });
    let gatherer = Gatherer { ctx, row, opened, revisions, parts, manifest: Vec::new() };
    tokio::spawn(async move {
        if let Err(problem) = gatherer.gather().await {
            let _ = pieces.send(Err(broken(&problem))).await;
        }
    });
    Ok(response)
}

fn write(out: Outgoing, mut parts: mpsc::Receiver<Part>) -> zip::result::ZipResult<()> {
    // Written in pieces of a sensible size.
    let mut zip = ZipWriter::new_stream(std::io::BufWriter::with_capacity(64 * 1024, out));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    while let Some((name, bytes)) = parts.blocking_recv() {
        zip.start_file(name, options)?;
        zip.write_all(&bytes)?;
    }
    zip.finish()?.into_inner().flush()?;
    Ok(())
}

/// A name that is safe in every file system, and stays readable.
fn safe(name: &str) -> String {
    let kept: String = name
        .chars()
        .map(|of| if of.is_alphanumeric() || matches!(of, '.' | '-' | '_' | ' ') { of } else { '_' })
        .take(100)
        .collect();
    let kept = kept.trim_matches(['.', ' ']).to_owned();
    if kept.is_empty() { "piece".to_owned() } else { kept }
}

impl Gatherer {
    async fn add(&mut self, name: String, bytes: Vec<u8>) -> Result<(), Problem> {
        self.manifest
            .push(json!({ "name": name, "size": bytes.len(), "sha256": hex(&Sha256::digest(&bytes)) }));
        self.parts.send((name, bytes)).await.map_err(|_| Problem::unavailable())
    }

    async fn gather(mut self) -> Result<(), Problem> {
        self.request().await?;
        self.attachments().await?;
        self.documents().await?;
        self.history().await?;
        let manifest = json!({
            "type": "beffroi-file", "version": 1, "number": self.row.number, "step": self.row.step, "state": self.row.state,
            "made_on": beffroi_web::dates::iso(self.ctx.today()), "parts": self.manifest,
        });
        let bytes = serde_json::to_vec_pretty(&manifest).map_err(|error| Problem::internal(&error))?;
        self.parts.send(("manifest.json".to_owned(), bytes)).await.map_err(|_| Problem::unavailable())
    }

    /// The answers as they are now: for people (PDF, where this build prints) and for programs (JSON).
    async fn request(&mut self) -> Result<(), Problem> {
        let open = open_file(&self.ctx, &self.revisions, &self.row, &self.opened).await?;
        let filed = beffroi_web::dates::civil(self.row.filed_at, self.ctx.authority().zone()).date;
        // The state of an evaluation does not cross a wait: what is needed of it is taken first.
        let (record, print) = {
            let state = State::new(&open.ready.form, &open.context, &open.answers);
            let applicant = name_in_form(&open.ready, &open.answers).unwrap_or_default();
            (
                summary::record(&self.ctx, &state),
                documents::request(&self.ctx, &open.ready, &state, (&self.row.number, &applicant, filed)),
            )
        };
        if let Some(pdf) = documents::print_plain(&self.ctx, print).await? {
            self.add("demande.pdf".to_owned(), pdf).await?;
        }
        let record = json!({ "number": self.row.number, "answers": record });
        let bytes = serde_json::to_vec_pretty(&record).map_err(|error| Problem::internal(&error))?;
        self.add("demande.json".to_owned(), bytes).await
    }

    async fn stored(&self, digest: &str) -> Result<Vec<u8>, Problem> {
        let digest = digest.parse().map_err(|error| Problem::internal(&error))?;
        let files = self.ctx.app().files();
        files.get(self.ctx.authority().id, digest).await.map_err(|error| Problem::internal(&error))
    }

    async fn attachments(&mut self) -> Result<(), Problem> {
        for (at, upload) in drafts::uploads(self.ctx.db(), self.row.id).await?.into_iter().enumerate() {
            let stored = self.stored(&upload.digest).await?;
            let clear = self.opened.file(&Place::new("procedures_upload", upload.id, "content"), &stored)?;
            let name = self.opened.text(&Place::new("procedures_upload", upload.id, "name"), &upload.name)?;
            let name = format!("pieces/{:02}-{}", at + 1, safe(name.as_str()));
            self.add(name, clear.as_bytes().to_vec()).await?;
        }
        Ok(())
    }

    /// Each document: its record, the signature over it, its PDF.
    async fn documents(&mut self) -> Result<(), Problem> {
        let rows = crate::store::documents::of_file(self.ctx.db(), self.row.id).await?;
        for (at, of) in rows.into_iter().enumerate() {
            let name = format!("documents/{:02}-{}", at + 1, of.kind);
            let record = self.opened.text(&Place::new("procedures_document", of.id, "record"), &of.record)?;
            self.add(format!("{name}.json"), record.as_bytes().to_vec()).await?;
            if let Some(pdf) = crate::documents::pdf(&self.ctx, &self.opened, &of).await? {
                self.add(format!("{name}.pdf"), pdf).await?;
            }
            self.add(format!("{name}.jws"), of.signature.into_bytes()).await?;
        }
        Ok(())
    }

    async fn history(&mut self) -> Result<(), Problem> {
        let names = self.ctx.desk().agent_names().await?;
        let name = |person: Option<Uuid>| person.and_then(|person| names.get(&person));
        let mut lines = Vec::new();
        for event in files::events(self.ctx.db(), self.row.id).await? {
            lines.push(self.line(&event, name(event.by_person))?);
        }
        let bytes =
            serde_json::to_vec_pretty(&Json::Array(lines)).map_err(|error| Problem::internal(&error))?;
        self.add("histoire.json".to_owned(), bytes).await
    }

    fn line(&self, event: &EventRow, agent: Option<&String>) -> Result<Json, Problem> {
        let body = match &event.body {
            Some(sealed) => match self.opened.text(&event_place(self.row.id, event.seq), sealed) {
                Ok(clear) => Some(clear.as_str().to_owned()),
                Err(beffroi_people::VaultError::Erased) => None,
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        let at = event.at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default();
        Ok(json!({
            "seq": event.seq, "at": at, "kind": event.kind, "by": event.by_kind, "agent": agent,
            "public": event.public, "data": event.data, "text": body,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn a_name_leads_nowhere_but_into_its_folder() {
        assert_eq!(safe("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(safe("plan été.pdf"), "plan été.pdf");
        assert_eq!(safe("..."), "piece");
    }
}
