//! Search over what the services publish: one analyser in Rust, an inverted index in two plain tables, the same answers on both engines.
//!
//! A text becomes tokens: words (UAX #29), elisions taken off (« l’acte » → acte), accents folded, stemmed (Snowball) in its language.
//! A document answers when it holds every word asked, the last one as a beginning too; words in titles weigh more. When nothing
//! answers, words that no document holds are taken for typing errors of the nearest that one does (`spelling.rs`).

mod spelling;

use std::collections::{BTreeMap, HashMap};

use beffroi_store::{AuthorityDb, StoreError, Tx, params, statements};
use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation as _;
use uuid::Uuid;

use crate::lang::Lang;

pub(crate) use spelling::STATEMENTS as SPELLING;

statements! {
    pub(crate) DROP_DOCUMENT = "delete from web_search_document where authority = $1 and kind = $2 and subject = $3 and lang = $4";
    pub(crate) DROP_TOKENS = "delete from web_search_token where authority = $1 and kind = $2 and subject = $3 and lang = $4";
    pub(crate) ADD_DOCUMENT = "insert into web_search_document (authority, kind, subject, lang, title, summary, href) \
                               values ($1, $2, $3, $4, $5, $6, $7)";
    pub(crate) ADD_TOKEN = "insert into web_search_token (authority, lang, token, kind, subject, weight, whole) \
                            values ($1, $2, $3, $4, $5, $6, $7)";
    pub(crate) TOKEN = "select kind, subject, weight, whole from web_search_token \
                        where authority = $1 and lang = $2 and token = $3 order by weight desc limit 2000";
    pub(crate) ALL_DOCUMENTS = "select lang, title, summary from web_search_document where authority = $1";
    pub(crate) DOCUMENT = "select title, summary, href from web_search_document \
                           where authority = $1 and kind = $2 and subject = $3 and lang = $4";
}

/// Words of a question that are looked up; the others are passed over.
const MOST_WORDS: usize = 8;

/// What a service offers to the search.
#[derive(Clone, Debug)]
pub struct Document<'d> {
    /// `procedures`
    pub kind: &'d str,
    pub subject: Uuid,
    pub lang: Lang,
    pub title: &'d str,
    pub summary: &'d str,
    /// Words that people use and the title does not.
    pub keywords: &'d str,
    pub href: &'d str,
}

/// A document that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub kind: String,
    pub title: String,
    pub summary: String,
    pub href: String,
}

/// What a question found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// Best first.
    pub found: Vec<Found>,
    /// The words that were looked up instead of those that were typed.
    pub corrected: Option<String>,
}

/// Tokens of a text, in order.
pub fn tokens(lang: Lang, text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(match lang {
        Lang::Fr => Algorithm::French,
        Lang::Nl => Algorithm::Dutch,
        Lang::De => Algorithm::German,
        Lang::En => Algorithm::English,
    });
    let spaced = text.replace(['\'', '’'], " ");
    spaced
        .unicode_words()
        .map(str::to_lowercase)
        .filter(|word| !is_elided(lang, word) && !is_empty_word(lang, word))
        .map(|word| fold(&stemmer.stem(&word)))
        .filter(|token| !token.is_empty())
        .collect()
}

/// What an elision leaves once the apostrophe is gone: « l », « d », « qu »…
fn is_elided(lang: Lang, word: &str) -> bool {
    lang == Lang::Fr
        && matches!(
            word,
            "l" | "d" | "j" | "m" | "n" | "s" | "t" | "c" | "qu" | "jusqu" | "lorsqu" | "puisqu"
        )
}

/// Words too common to tell documents apart.
fn is_empty_word(lang: Lang, word: &str) -> bool {
    let list: &[&str] = match lang {
        Lang::Fr => &[
            "de", "du", "des", "la", "le", "les", "un", "une", "et", "ou", "à", "au", "aux", "en", "dans",
            "pour", "par", "sur", "mon", "ma", "mes", "je",
        ],
        Lang::Nl => &["de", "het", "een", "en", "van", "in", "op", "voor", "mijn", "ik", "te"],
        Lang::De => {
            &["der", "die", "das", "ein", "eine", "und", "von", "in", "für", "mein", "meine", "ich", "zu"]
        }
        Lang::En => &["the", "a", "an", "of", "and", "in", "on", "for", "my", "i", "to"],
    };
    list.contains(&word)
}

/// Latin letters without their accents.
fn fold(word: &str) -> String {
    word.chars()
        .flat_map(|character| {
            let plain: &[char] = match character {
                'à' | 'â' | 'ä' | 'á' | 'ã' => &['a'],
                'ç' => &['c'],
                'é' | 'è' | 'ê' | 'ë' => &['e'],
                'î' | 'ï' | 'í' | 'ì' => &['i'],
                'ô' | 'ö' | 'ó' | 'ò' => &['o'],
                'ù' | 'û' | 'ü' | 'ú' => &['u'],
                'ÿ' => &['y'],
                'ñ' => &['n'],
                'œ' => &['o', 'e'],
                'æ' => &['a', 'e'],
                'ß' => &['s', 's'],
                _ => return vec![character],
            };
            plain.to_vec()
        })
        .collect()
}

/// Puts a document in the index, in place of what it said before.
pub async fn index(tx: &Tx, document: &Document<'_>) -> Result<(), StoreError> {
    remove(tx, document.kind, document.subject, document.lang).await?;
    let tag = document.lang.tag();
    tx.exec(
        &ADD_DOCUMENT,
        params![document.kind, document.subject, tag, document.title, document.summary, document.href],
    )
    .await?;
    for (token, (weight, whole)) in weighted(document) {
        tx.exec(&ADD_TOKEN, params![tag, token, document.kind, document.subject, weight, whole]).await?;
    }
    for text in [document.title, document.keywords, document.summary] {
        spelling::learn(tx, document.lang, text).await?;
    }
    Ok(())
}

/// Tokens and their beginnings of three letters and more (for the word that a person is still typing): weight, and whether it is whole.
/// Beginnings are stored because a range over text depends on the collation of the database, and equality does not.
fn weighted(document: &Document<'_>) -> BTreeMap<String, (i64, bool)> {
    let mut weights: BTreeMap<String, (i64, bool)> = BTreeMap::new();
    for (text, weight) in [(document.title, 8), (document.keywords, 4), (document.summary, 1)] {
        for token in tokens(document.lang, text) {
            let ends = token.char_indices().map(|(at, _)| at).skip(3);
            for end in ends {
                let of = weights.entry(token[..end].to_owned()).or_insert((0, false));
                of.0 = of.0.max(weight);
            }
            let of = weights.entry(token).or_insert((0, true));
            *of = ((of.0 + 2 * weight).min(64), true);
        }
    }
    weights
}

/// Learns the words of documents that were indexed before words were kept; does nothing once any is known.
pub async fn learn_words(db: &AuthorityDb) -> Result<(), StoreError> {
    if db.opt(&spelling::ANY_WORD, params![]).await?.is_some() {
        return Ok(());
    }
    let documents = &db.query_long(&ALL_DOCUMENTS, params![]).await?;
    db.write(move |tx| async move {
        for row in documents {
            let (lang, title, summary): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let lang = Lang::from_tag(&lang).unwrap_or_default();
            spelling::learn(&tx, lang, &title).await?;
            spelling::learn(&tx, lang, &summary).await?;
        }
        Ok::<_, StoreError>(())
    })
    .await
}

/// Takes a document out of the index.
pub async fn remove(tx: &Tx, kind: &str, subject: Uuid, lang: Lang) -> Result<(), StoreError> {
    tx.exec(&DROP_TOKENS, params![kind, subject, lang.tag()]).await?;
    tx.exec(&DROP_DOCUMENT, params![kind, subject, lang.tag()]).await?;
    Ok(())
}

/// Answers a question as it was typed or, when nothing holds its words, as it was probably meant.
pub async fn forgiving(
    db: &AuthorityDb,
    lang: Lang,
    asked: &str,
    limit: usize,
) -> Result<Results, StoreError> {
    let found = search(db, lang, asked, limit).await?;
    if !found.is_empty() {
        return Ok(Results { found, corrected: None });
    }
    let Some(better) = spelling::corrected(db, lang, asked).await? else { return Ok(Results::default()) };
    let found = search(db, lang, &better, limit).await?;
    let corrected = (!found.is_empty()).then_some(better);
    Ok(Results { found, corrected })
}

/// Documents that answer to these words exactly, best first, at most `limit`.
pub async fn search(
    db: &AuthorityDb,
    lang: Lang,
    asked: &str,
    limit: usize,
) -> Result<Vec<Found>, StoreError> {
    let mut words = tokens(lang, asked);
    words.truncate(MOST_WORDS);
    let Some(last) = words.len().checked_sub(1) else { return Ok(Vec::new()) };
    let mut scores: HashMap<(String, Uuid), (usize, i64)> = HashMap::new();
    for (at, word) in words.iter().enumerate() {
        let mut best: HashMap<(String, Uuid), i64> = HashMap::new();
        for row in db.query(&TOKEN, params![lang.tag(), word.as_str()]).await? {
            if at == last || row.get::<bool>(3)? {
                best.insert((row.get(0)?, row.get(1)?), row.get(2)?);
            }
        }
        for (document, weight) in best {
            let (matched, sum) = scores.entry(document).or_default();
            *matched += 1;
            *sum += weight;
        }
    }
    let mut ranked: Vec<_> = scores.into_iter().filter(|(_, (matched, _))| *matched == words.len()).collect();
    ranked.sort_by(|(a, (_, x)), (b, (_, y))| y.cmp(x).then_with(|| a.cmp(b)));
    let mut found = Vec::new();
    for ((kind, subject), _) in ranked.into_iter().take(limit) {
        if let Some(row) = db.opt(&DOCUMENT, params![kind.as_str(), subject, lang.tag()]).await? {
            found.push(Found { title: row.get(0)?, summary: row.get(1)?, href: row.get(2)?, kind });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_elisions_and_endings_do_not_matter() {
        assert_eq!(
            tokens(Lang::Fr, "L’extrait d’acte de naissance"),
            tokens(Lang::Fr, "extraits actes naissances")
        );
        assert_eq!(tokens(Lang::Fr, "déménagement"), tokens(Lang::Fr, "DÉMÉNAGEMENTS"));
    }

    #[test]
    fn only_empty_words_ask_nothing() {
        assert!(tokens(Lang::Fr, "de la l’ d’").is_empty());
        assert!(tokens(Lang::Fr, "!!! ???").is_empty());
    }
}
