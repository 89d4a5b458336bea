//! Names of the draft from names of the source.

use std::collections::BTreeSet;

use crate::Id;

/// A name made of a text: lower case, accents folded, anything else an underscore. Where nothing is left, or a
/// digit comes first, `prefix` stands in front.
pub(super) fn slug(text: &str, prefix: &str) -> Id {
    let mut out = String::new();
    for c in text.chars().flat_map(fold) {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if out.len() >= 60 {
            break;
        }
    }
    let trimmed = out.trim_end_matches('_');
    let name = if trimmed.starts_with(|c: char| c.is_ascii_lowercase()) {
        trimmed.to_owned()
    } else {
        format!("{prefix}_{trimmed}").trim_end_matches('_').to_owned()
    };
    let length = name.len().min(Id::MAX_LEN);
    Id::new(&name[..length]).expect("only lower-case letters, digits and underscores after a letter")
}

/// Letters of French, Dutch and German without their accents.
fn fold(c: char) -> impl Iterator<Item = char> {
    let plain = match c.to_lowercase().next().unwrap_or(c) {
        'à' | 'â' | 'ä' | 'á' | 'ã' => "a",
        'ç' => "c",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'î' | 'ï' | 'í' => "i",
        'ô' | 'ö' | 'ó' => "o",
        'ù' | 'û' | 'ü' | 'ú' => "u",
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ñ' => "n",
        other => return [Some(other), None].into_iter().flatten(),
    };
    let mut letters = plain.chars();
    [letters.next(), letters.next()].into_iter().flatten()
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
    fn names_keep_letters_and_digits_only() {
        assert_eq!(slug("Numéro de boîte", "x"), "numero_de_boite");
        assert_eq!(slug("2e étage", "x"), "x_2e_etage");
        assert_eq!(slug("???", "champ"), "champ");
        assert_eq!(slug("Œuvre", "x"), "oeuvre");
    }

    #[test]
    fn a_name_taken_twice_gets_a_number() {
        let mut names = Names::default();
        assert_eq!(names.take(slug("nom", "x")), "nom");
        assert_eq!(names.take(slug("nom", "x")), "nom_2");
        assert_eq!(names.take(slug("nom", "x")), "nom_3");
    }
}
