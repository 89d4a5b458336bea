//! The inputs of an author's page as texts by name: filled from what is stored, or as just typed, so that nothing typed is lost.

use std::collections::BTreeMap;

use beffroi_web::{Ctx, Faults, Posted};

/// Texts of inputs by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    pub(super) fn posted(posted: &Posted) -> Self {
        let mut fields = Self::default();
        for (name, text) in posted.pairs().filter(|(name, _)| *name != "jeton") {
            fields.0.entry(name.to_owned()).or_insert_with(|| text.trim().to_owned());
        }
        fields
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn put(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.insert(name.into(), text.into());
    }

    /// Ticks a box.
    pub(super) fn tick(&mut self, name: impl Into<String>, ticked: bool) {
        if ticked {
            self.put(name, "1");
        }
    }

    /// A text of at most `most` characters.
    pub(super) fn limited(&self, ctx: &Ctx, name: &str, most: usize, faults: &mut Faults) -> String {
        let text = self.get(name);
        let long = text.chars().count();
        if long > most {
            let key = "procedures-author-too-long";
            let args = [("most", most.into()), ("n", long.into())];
            faults.push(name, ctx.app().texts().get(ctx.lang(), key, &args).0);
        }
        text.to_owned()
    }

    /// One thing a line; blank lines do not count.
    pub(super) fn lines(&self, name: &str) -> Vec<String> {
        self.get(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// A whole number of at most `most`; nothing is 0.
    pub(super) fn number(&self, ctx: &Ctx, name: &str, most: u32, faults: &mut Faults) -> u32 {
        match self.get(name) {
            "" => 0,
            text => text.parse().ok().filter(|number| *number <= most).unwrap_or_else(|| {
                let args = [("most", most.into())];
                faults.push(name, ctx.app().texts().get(ctx.lang(), "procedures-author-bad-number", &args).0);
                0
            }),
        }
    }
}
