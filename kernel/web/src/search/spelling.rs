//! Words with a typing error. Two words that differ by few letters become equal when letters are left out of both (the deletion
//! neighbourhood that W. Garbe described in 2012), so that a look-up by equality, which both engines answer alike, finds the candidates; the
//! true distance then chooses among them.
//!
//! Only the first seven letters are varied: a long word costs at most 29 rows, and an error further on changes none of them.
//! A word that no document holds any more stays in the table and is never proposed: a proposal must find something.

use std::collections::BTreeSet;

use beffroi_store::{AuthorityDb, StoreError, Tx, Value, params, statements};
use unicode_segmentation::UnicodeSegmentation as _;

use super::{TOKEN, fold, is_elided, is_empty_word, tokens};
use crate::lang::Lang;

/// Letters that are varied.
const HEAD: usize = 7;
/// Most near forms of a word: the head itself, one letter less, two letters less.
const NEAR_FORMS: usize = 1 + HEAD + HEAD * (HEAD - 1) / 2;

statements! {
    pub(crate) ADD_WORD = "insert into web_search_word (authority, lang, near, word) values ($1, $2, $3, $4) \
                           on conflict (authority, lang, near, word) do nothing";
    /// Words of one of 29 near forms; a shorter list repeats its last.
    pub(crate) NEAR = "select distinct word from web_search_word where authority = $1 and lang = $2 and near in \
        ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, \
         $27, $28, $29, $30, $31) order by word limit 500";
    pub(crate) ANY_WORD = "select word from web_search_word where authority = $1 limit 1";
}

/// How many errors are forgiven in a word: none in a short one, where they would make another word of it.
const fn forgiven(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The words of a text as people write them, in lower case.
fn words(lang: Lang, text: &str) -> Vec<String> {
    let spaced = text.replace(['\'', '’'], " ");
    let words = spaced.unicode_words().map(str::to_lowercase);
    words.filter(|word| !is_elided(lang, word) && !is_empty_word(lang, word)).collect()
}

/// The near forms of a folded word.
fn near_forms(folded: &str) -> BTreeSet<String> {
    let letters: Vec<char> = folded.chars().collect();
    let head = &letters[..letters.len().min(HEAD)];
    let mut forms = BTreeSet::from([head.iter().collect::<String>()]);
    for _ in 0..forgiven(letters.len() + 1) {
        let shorter: Vec<String> = forms
            .iter()
            .flat_map(|form| {
                let form: Vec<char> = form.chars().collect();
                (0..form.len()).map(move |out| {
                    form.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, letter)| letter).collect()
                })
            })
            .collect();
        forms.extend(shorter);
    }
    forms
}

/// Letters to change, add, leave out or swap with their neighbour (optimal string alignment).
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for (i, letter) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, facing) in other.iter().enumerate() {
            let mut least =
                (rows[i][j] + usize::from(letter != facing)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == other[j - 1] && one[i - 1] == *facing {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

/// Keeps the words of a text.
pub(super) async fn learn(tx: &Tx, lang: Lang, text: &str) -> Result<(), StoreError> {
    let words: BTreeSet<String> = words(lang, text).into_iter().collect();
    for word in words.iter().filter(|word| word.chars().count() >= 3 && word.chars().all(char::is_alphabetic))
    {
        for near in near_forms(&fold(word)) {
            tx.exec(&ADD_WORD, params![lang.tag(), near, word.as_str()]).await?;
        }
    }
    Ok(())
}

/// The same question with the words that no document holds replaced by the nearest that one does; `None` when nothing is near enough, or
/// when every word was known.
pub(super) async fn corrected(
    db: &AuthorityDb,
    lang: Lang,
    asked: &str,
) -> Result<Option<String>, StoreError> {
    let mut better = Vec::new();
    let mut changed = false;
    for word in words(lang, asked).into_iter().take(super::MOST_WORDS) {
        if weight(db, lang, &word).await? > 0 {
            better.push(word);
            continue;
        }
        let Some(nearest) = nearest(db, lang, &word).await? else { return Ok(None) };
        better.push(nearest);
        changed = true;
    }
    Ok(changed.then(|| better.join(" ")))
}

/// What the documents that hold a word weigh together.
async fn weight(db: &AuthorityDb, lang: Lang, word: &str) -> Result<i64, StoreError> {
    let mut sum = 0;
    for token in tokens(lang, word) {
        for row in db.query(&TOKEN, params![lang.tag(), token]).await? {
            sum += row.get::<i64>(2)?;
        }
    }
    Ok(sum)
}

/// The nearest known word; among those as near, one that begins alike, then the one that documents hold most.
async fn nearest(db: &AuthorityDb, lang: Lang, word: &str) -> Result<Option<String>, StoreError> {
    let folded = fold(word);
    let most = forgiven(folded.chars().count());
    if most == 0 {
        return Ok(None);
    }
    let forms: Vec<String> = near_forms(&folded).into_iter().collect();
    let mut values = vec![Value::from(lang.tag())];
    let last = forms.last().cloned().unwrap_or_default();
    values.extend(forms.into_iter().chain(std::iter::repeat(last)).take(NEAR_FORMS).map(Value::from));
    let mut candidates = Vec::new();
    for row in db.query(&NEAR, values.into()).await? {
        let known: String = row.get(0)?;
        let plain = fold(&known);
        let errors = distance(&folded, &plain);
        if errors <= most {
            candidates.push((errors, plain.chars().next() != folded.chars().next(), known));
        }
    }
    candidates.sort();
    let mut best: Option<((usize, bool), i64, String)> = None;
    for (errors, begins_otherwise, known) in candidates.into_iter().take(20) {
        let rank = (errors, begins_otherwise);
        if best.as_ref().is_some_and(|(of, _, _)| *of < rank) {
            break;
        }
        let weight = weight(db, lang, &known).await?;
        if weight > best.as_ref().map_or(0, |(_, of, _)| *of) {
            best = Some((rank, weight, known));
        }
    }
    Ok(best.map(|(_, _, known)| known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_error_is_counted_as_people_make_it() {
        for (one, other, errors) in [
            ("permis", "permis", 0),
            ("permi", "permis", 1),
            ("premis", "permis", 1),
            ("parmis", "permis", 1),
            ("demenagemant", "demenagement", 1),
            ("naisance", "naissance", 1),
            ("", "abc", 3),
        ] {
            assert_eq!(distance(one, other), errors, "{one} {other}");
        }
    }

    #[test]
    fn a_word_has_at_most_as_many_near_forms_as_the_statement_takes() {
        assert_eq!(near_forms("abcdefghij").len(), NEAR_FORMS);
        assert_eq!(NEAR.sql.matches('$').count(), NEAR_FORMS + 2);
        assert!(near_forms("eau").contains("ea"), "a short word meets a longer one with an error");
    }

    /// One error in a word: the letter and the kind of error.
    fn spoil(word: &str, at: usize, kind: u8, letter: char) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = at % letters.len();
        match kind % 4 {
            0 => letters[at] = letter,
            1 => letters.insert(at, letter),
            2 if letters.len() > 4 => {
                letters.remove(at);
            }
            _ if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => {}
        }
        letters.into_iter().collect()
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_and_bounded(one in "[a-e]{0,8}", other in "[a-e]{0,8}") {
            let between = distance(&one, &other);
            prop_assert_eq!(between, distance(&other, &one));
            prop_assert!(between <= one.len().max(other.len()));
            prop_assert_eq!(between == 0, one == other);
        }

        #[test]
        fn a_word_with_as_many_errors_as_are_forgiven_meets_the_right_one(
            word in "[a-z]{4,14}",
            errors in prop::collection::vec((0_usize..14, 0_u8..4, prop::char::range('a', 'z')), 2),
        ) {
            let mut typed = word.clone();
            for (at, kind, letter) in errors.into_iter().take(forgiven(word.len())) {
                typed = spoil(&typed, at, kind, letter);
            }
            if distance(&typed, &word) <= forgiven(typed.len()) {
                prop_assert!(!near_forms(&typed).is_disjoint(&near_forms(&word)), "{} {}", typed, word);
            }
        }
    }
}
