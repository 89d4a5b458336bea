//! Names of the draft from names of the source.

use std::collections::BTreeSet;

use crate::Id;

/// A name made of a text of the source: [`Id::of_words`].
pub(super) fn slug(text: &str, prefix: &str) -> Id {
    Id::of_words(text, prefix)
}

/// Names already taken.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<Id>);

impl Names {
    /// The name itself, or with the first free number after it: `x`, `x_2`, `x_3`.
    pub(super) fn take(&mut self, wanted: Id) -> Id {
        if self.0.insert(wanted.clone()) {
            return wanted;
        }
        let stem = &wanted.as_str()[..wanted.as_str().len().min(Id::MAX_LEN - 6)];
        let stem = stem.trim_end_matches('_');
        (2..=u32::MAX)
            .filter_map(|n| Id::new(&format!("{stem}_{n}")).ok())
            .find(|name| self.0.insert(name.clone()))
            .expect("names are finite in number, numbers are not")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_taken_twice_gets_a_number() {
        let mut names = Names::default();
        assert_eq!(names.take(Id::of_words("nom", "x")), "nom");
        assert_eq!(names.take(Id::of_words("nom", "x")), "nom_2");
        assert_eq!(names.take(Id::of_words("nom", "x")), "nom_3");
    }
}
