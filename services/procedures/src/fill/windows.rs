//! Two windows on one page of a form: what one saved, the other does not overwrite unawares.
//!
//! Each time a page is shown it gets the name of a window and the version of the draft. A page that another window has saved since is
//! not saved over where answers differ: it is shown again with both versions, what was typed still in its questions.

use beffroi_forms::check::State;
use beffroi_forms::value::{Answers, Path as FieldPath, Value};
use beffroi_store::{StoreError, Tx, params};
use beffroi_web::{Ctx, Problem};
use uuid::Uuid;

use super::Filling;
use crate::documents::hex;
use crate::store::drafts;
use crate::words;

/// A page as somebody has it before her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    name: String,
    /// Version of the draft when it was shown.
    version: i64,
}

impl Window {
    pub(crate) fn new(ctx: &Ctx, version: i64) -> Self {
        Self { name: hex(&ctx.ambient().bytes::<8>()), version }
    }

    /// As the form carries it.
    pub(crate) fn text(&self) -> String {
        format!("{}.{}", self.name, self.version)
    }

    /// Reads what the form carried; nothing from a page that never had it.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (name, version) = text.split_once('.')?;
        let plain = name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(Self { name: name.to_owned(), version: version.parse().ok()? }).filter(|_| plain)
    }

    /// Whether another window has saved this page since this one was shown.
    pub(crate) async fn is_overtaken(&self, ctx: &Ctx, draft: Uuid, page: &str) -> Result<bool, Problem> {
        let Some(row) = ctx.db().opt(&drafts::WINDOW, params![draft, page]).await? else { return Ok(false) };
        let (name, version): (String, i64) = (row.get(0)?, row.get(1)?);
        Ok(name != self.name && version > self.version)
    }

    /// Remembers that this window saved the page, in the transaction that does.
    pub(crate) async fn saved(
        &self,
        tx: &Tx,
        draft: Uuid,
        page: &str,
        version: i64,
    ) -> Result<(), StoreError> {
        tx.exec(&drafts::SET_WINDOW, params![draft, page, self.name.as_str(), version]).await?;
        Ok(())
    }
}

/// A question that the two windows answer differently.
pub(crate) struct Difference {
    pub label: String,
    pub there: String,
    pub here: String,
}

/// Questions of a page whose saved answer is another than the one just typed. Files add up and never differ.
pub(crate) fn differences(
    ctx: &Ctx,
    filling: &Filling,
    page: usize,
    saved: &Answers,
    typed: &Answers,
) -> Vec<Difference> {
    let form = &filling.ready.form;
    let (there, here) =
        (State::new(form, &filling.context, saved), State::new(form, &filling.context, typed));
    let words = |state: &State<'_>, answers: &Answers, path: &FieldPath| {
        answers
            .get(path.field.as_str())
            .map_or_else(|| ctx.s("procedures-unanswered"), |value| words::answer(ctx, state, path, value))
    };
    let mut found = Vec::new();
    for node in form.nodes().iter().filter(|node| node.page == Some(page) && node.block.is_none()) {
        let id = node.item.id.as_str();
        let (one, other) = (saved.get(id), typed.get(id));
        if one == other || [one, other].iter().any(|value| matches!(value, Some(Value::Files(_)))) {
            continue;
        }
        let path = FieldPath::new(node.item.id.clone());
        found.push(Difference {
            label: words::label(&here, &path),
            there: words(&there, saved, &path),
            here: words(&here, typed, &path),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Window;

    #[test]
    fn a_window_is_read_as_it_was_written() {
        let window = Window { name: "0123456789abcdef".to_owned(), version: 7 };
        assert_eq!(Window::read(&window.text()), Some(window));
        for other in ["", "x.1", "0123456789abcdef", "0123456789abcdef.x"] {
            assert_eq!(Window::read(other), None, "{other}");
        }
    }
}
