//! Files, one by one: judged by their content, sealed in chunks, kept even when another one fails.

use std::collections::HashSet;

use beffroi_forms::model::Kind;
use beffroi_forms::value::{Answers, Code, FileRef, Path as FieldPath, Refusal, Value, Why};
use beffroi_people::Place;
use beffroi_store::StoreError;
use beffroi_web::{Ctx, Problem, Sent};

use super::{BASIS, Filling, add_file, file_limit};
use crate::store::drafts::{self, UploadRow};

/// What a file field accepts when its author says nothing.
const ACCEPTED: &[&str] = &["application/pdf", "image/jpeg", "image/png"];

/// The questions whose files a request may add to or take away.
pub(crate) enum Questions<'q> {
    /// Those of a page of the form, by its index.
    Page(usize),
    /// Those asked again: names of fields and of blocks.
    Named(&'q [String]),
    /// Those of the back office.
    Office,
    /// All of them: the demonstration's history fills in a whole form at once.
    Any,
}

impl Questions<'_> {
    fn hold(&self, filling: &Filling, path: &FieldPath) -> bool {
        let Some(node) = filling.ready.form.node(&path.field) else { return false };
        match self {
            Self::Page(page) => node.page == Some(*page),
            Self::Named(names) => is_named(&path.to_string(), names),
            Self::Office => node.page.is_none(),
            Self::Any => true,
        }
    }
}

/// Is this path one of the named fields, or inside one of the named blocks?
pub(crate) fn is_named(path: &str, names: &[String]) -> bool {
    path.split('.').next().is_some_and(|first| names.iter().any(|name| name == first))
}

/// Receives the files of a posted page. What is refused is said at its field; what is accepted is kept.
pub(crate) async fn receive(
    ctx: &Ctx,
    filling: &mut Filling,
    files: &[Sent],
    questions: &Questions<'_>,
) -> Result<Vec<Refusal>, Problem> {
    let mut refusals = Vec::new();
    for sent in files {
        let Some(path) = FieldPath::parse(&sent.field).filter(|path| questions.hold(filling, path)) else {
            continue;
        };
        let Some(kind) = filling.ready.form.node(&path.field).map(|node| node.item.kind.clone()) else {
            continue;
        };
        match judged(&kind, filling, sent) {
            Ok(media) => keep(ctx, filling, &path, sent, &media).await?,
            // The answer to the first sending was lost on the way: it is there, and listed.
            Err(why) if why.code == Code::TooManyFiles && is_held(&filling.answers, &path, sent) => {}
            Err(why) => refusals.push(why.at(path)),
        }
    }
    Ok(refusals)
}

/// Whether the question has a file of this name and size.
fn is_held(answers: &Answers, path: &FieldPath, sent: &Sent) -> bool {
    let held = match &path.row {
        None => answers.get(&path.field),
        Some((block, row)) => answers.rows(block).get(*row).and_then(|row| row.get(&path.field)),
    };
    let name = clean_name(&sent.name);
    let same = |file: &FileRef| file.name == name && file.size == sent.bytes.len() as u64;
    matches!(held, Some(Value::Files(files)) if files.iter().any(same))
}

/// Files of a draft that its request does not keep: those of questions that other answers hid.
pub(super) fn left_out<'u>(uploads: &'u [UploadRow], filed: &Answers) -> Vec<&'u UploadRow> {
    let mut kept = HashSet::new();
    collect(filed, &mut kept);
    uploads.iter().filter(|upload| !kept.contains(upload.id.to_string().as_str())).collect()
}

fn collect<'a>(answers: &'a Answers, kept: &mut HashSet<&'a str>) {
    for value in answers.0.values() {
        match value {
            Value::Files(files) => kept.extend(files.iter().map(|file| file.id.as_str())),
            Value::Rows(rows) => rows.iter().for_each(|row| collect(row, kept)),
            _ => {}
        }
    }
}

/// The media type by content, or why the file is refused.
fn judged(kind: &Kind, filling: &Filling, sent: &Sent) -> Result<String, Why> {
    let Kind::File { max_mib, types, max_files } = kind else { return Err(Code::UnknownField.into()) };
    let held = filling.uploads.iter().filter(|upload| upload.field == sent.field).count();
    if held >= *max_files as usize {
        return Err(Why::new(Code::TooManyFiles).with("max", Value::Integer(i64::from(*max_files))));
    }
    if file_limit(kind).is_some_and(|most| sent.bytes.len() as u64 > most) {
        return Err(Why::new(Code::FileTooLarge).with("max", Value::Integer(i64::from(*max_mib))));
    }
    let media = infer::get(&sent.bytes).map_or("", |found| found.mime_type());
    let accepted: Vec<&str> =
        if types.is_empty() { ACCEPTED.to_vec() } else { types.iter().map(String::as_str).collect() };
    let fits = |wanted: &&str| {
        *wanted == media
            || wanted.strip_suffix("/*").is_some_and(|family| media.split('/').next() == Some(family))
    };
    if media.is_empty() || !accepted.iter().any(fits) {
        return Err(Why::new(Code::FileType).with("types", Value::Text(accepted.join(", "))));
    }
    Ok(media.to_owned())
}

/// A name that is safe to show and to offer for download: no path, no control character, at most 120 characters.
pub(super) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let clean: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    if clean.is_empty() { "document".to_owned() } else { clean }
}

async fn keep(
    ctx: &Ctx,
    filling: &mut Filling,
    path: &FieldPath,
    sent: &Sent,
    media: &str,
) -> Result<(), Problem> {
    let id = ctx.ambient().uuid_v7();
    let person = filling.draft.person;
    let sealer = ctx.desk().sealer_now(person, BASIS).await?;
    let stored =
        sealer.file(ctx.ambient(), &Place::new("procedures_upload", id, "content"), 1, &sent.bytes)?;
    let digest =
        ctx.app().files().put(ctx.authority().id, stored).await.map_err(|error| Problem::internal(&error))?;
    let name = clean_name(&sent.name);
    let position = filling.uploads.iter().filter(|upload| upload.field == sent.field).count();
    let upload = UploadRow {
        id,
        field: sent.field.clone(),
        position: i64::try_from(position).unwrap_or(0),
        media: media.to_owned(),
        size: i64::try_from(sent.bytes.len()).unwrap_or(0),
        digest: digest.to_string(),
        name: sealer.text(ctx.ambient(), &Place::new("procedures_upload", id, "name"), 1, &name)?,
        received_at: ctx.now(),
        person,
    };
    let holder = filling.draft.id;
    let row = &upload;
    ctx.db().write(move |tx| async move { drafts::insert_upload(&tx, holder, row).await }).await?;
    let reference =
        FileRef { id: id.to_string(), name, size: sent.bytes.len() as u64, media_type: media.to_owned() };
    add_file(&mut filling.answers, path, reference);
    filling.uploads.push(upload);
    Ok(())
}

/// Takes a file out of the draft. Its stored bytes stay, encrypted, until a sweep of the file store.
pub(crate) async fn remove(
    ctx: &Ctx,
    filling: &mut Filling,
    id: &str,
    questions: &Questions<'_>,
) -> Result<(), Problem> {
    let Ok(id) = id.parse::<uuid::Uuid>() else { return Ok(()) };
    let field = filling.uploads.iter().find(|upload| upload.id == id).map(|upload| upload.field.as_str());
    let path = field.and_then(FieldPath::parse);
    if path.is_none_or(|path| !questions.hold(filling, &path)) {
        return Ok(());
    }
    let holder = filling.draft.id;
    ctx.db()
        .write(move |tx| async move {
            tx.exec(&drafts::DELETE_UPLOAD, beffroi_store::params![holder, id]).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    filling.uploads.retain(|upload| upload.id != id);
    forget(&mut filling.answers, &id.to_string());
    Ok(())
}

fn forget(answers: &mut Answers, id: &str) {
    answers.0.retain(|_, value| match value {
        Value::Files(files) => {
            files.retain(|file| file.id != id);
            !files.is_empty()
        }
        Value::Rows(rows) => {
            for row in rows {
                forget(row, id);
            }
            true
        }
        _ => true,
    });
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn a_file_name_is_never_a_path() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\Users\\x\\plan.pdf"), "plan.pdf");
        assert_eq!(clean_name("..."), "document");
        assert_eq!(clean_name("a\r\nb.pdf"), "ab.pdf");
    }
}
