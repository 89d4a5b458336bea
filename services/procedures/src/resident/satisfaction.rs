//! How it went: three questions after sending, with the scales of the French national button « Je donne mon avis » (10, 5 or 0; clarity 1 to 5;
//! help reached). Anonymous by construction: only counts by month are kept, and, apart from them, a keyed hash that says that a file's
//! sender has answered. The figure is shown from thirty answers on.

use axum::extract::Path;
use axum::response::Response;
use beffroi_store::params;
use beffroi_web::{Ctx, Posted, Problem};
use time::Duration;
use uuid::Uuid;

use super::see;
use crate::follow::access;
use crate::store::resident;

/// Answers below which no figure is shown.
const LEAST: i64 = 30;

/// Question and the answers it takes.
const QUESTIONS: &[(&str, &[&str])] = &[
    ("experience", &["10", "5", "0"]),
    ("clarte", &["1", "2", "3", "4", "5"]),
    ("aide", &["oui", "non", "sans"]),
];

fn ticket(ctx: &Ctx, file: Uuid) -> [u8; 32] {
    ctx.app().secret().hash("satisfaction", ctx.authority().id, &file.to_string())
}

/// Whether the sender of a file has answered.
pub(crate) async fn is_answered(ctx: &Ctx, file: Uuid) -> Result<bool, Problem> {
    Ok(ctx.db().opt(&resident::SPENT, params![&ticket(ctx, file)[..]]).await?.is_some())
}

/// `POST /demarches/{slug}/envoye/{number}/avis`: what is answered is counted, once a file; nothing answered counts nothing.
pub(super) async fn answer(
    ctx: Ctx,
    Path((slug, number)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (_, row) = access::sole_file(&ctx, &number).await?;
    let given: Vec<(&str, &str)> = QUESTIONS
        .iter()
        .filter_map(|(question, known)| {
            let answer = posted.get(question);
            known.iter().find(|of| **of == answer).map(|of| (*question, *of))
        })
        .collect();
    let (ticket, procedure, month) = (ticket(&ctx, row.id), row.procedure, month_of(ctx.today()));
    let (ticket, month) = (&ticket[..], month.as_str());
    if !given.is_empty() {
        let given = &given;
        ctx.db()
            .write(move |tx| async move {
                if tx.exec(&resident::SPEND, params![ticket]).await? == 1 {
                    for (question, answer) in given {
                        tx.exec(&resident::COUNT_ANSWER, params![procedure, month, *question, *answer])
                            .await?;
                    }
                }
                Ok::<_, Problem>(())
            })
            .await?;
    }
    Ok(see(&ctx, &format!("/demarches/{slug}/envoye/{number}?fait=1")))
}

/// `2026-11`
fn month_of(date: time::Date) -> String {
    format!("{:04}-{:02}", date.year(), u8::from(date.month()))
}

/// What people said of a procedure over a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    pub n: i64,
    /// Tenths of a point, out of ten points.
    pub mean: i64,
    /// The same of clarity; none without answers enough.
    pub clarity: Option<i64>,
    /// Of a hundred who looked for help, how many reached it; none without answers enough.
    pub reached: Option<i64>,
}

impl Figure {
    /// « 8,2 »
    pub(crate) fn tenths(value: &i64) -> String {
        format!("{},{}", value / 10, value % 10)
    }

    fn of(counts: &[(String, String, i64)]) -> Option<Self> {
        let of = |question: &str| {
            let question = question.to_owned();
            counts.iter().filter(move |(of, ..)| *of == question).map(|(_, answer, n)| (answer.as_str(), *n))
        };
        let mean = |question: &str, points: fn(i64) -> i64| {
            let (mut sum, mut n) = (0, 0);
            for (answer, count) in of(question) {
                let Ok(value) = answer.parse::<i64>() else { continue };
                sum += points(value) * count;
                n += count;
            }
            (n >= LEAST).then(|| (rounded(sum, n), n))
        };
        let (experience, n) = mean("experience", |value| value * 10)?;
        // From 1 to 5, to 0 to 10.
        let clarity = mean("clarte", |value| (value - 1) * 25).map(|(mean, _)| mean);
        let help = |answer: &str| of("aide").filter(|(of, _)| *of == answer).map(|(_, n)| n).sum::<i64>();
        let (yes, no) = (help("oui"), help("non"));
        let reached = (yes + no >= LEAST).then(|| rounded(yes * 100, yes + no));
        Some(Self { n, mean: experience, clarity, reached })
    }
}

/// A quotient of natural numbers to the nearest whole.
fn rounded(sum: i64, n: i64) -> i64 {
    (2 * sum + n) / (2 * n)
}

/// The figure of a procedure over the last twelve months, if enough people answered.
pub(crate) async fn figure(ctx: &Ctx, procedure: Uuid) -> Result<Option<Figure>, Problem> {
    let since = month_of(ctx.today().saturating_sub(Duration::days(365)));
    Ok(Figure::of(&resident::answers_since(ctx.db(), procedure, &since).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(of: &[(&str, &str, i64)]) -> Vec<(String, String, i64)> {
        of.iter().map(|(question, answer, n)| ((*question).to_owned(), (*answer).to_owned(), *n)).collect()
    }

    #[test]
    fn no_figure_is_made_of_fewer_than_thirty_answers() {
        assert_eq!(Figure::of(&counts(&[("experience", "10", 29)])), None);
        let figure =
            Figure::of(&counts(&[("experience", "10", 20), ("experience", "0", 10), ("clarte", "5", 29)]));
        let figure = figure.expect("thirty answers");
        assert_eq!((figure.n, Figure::tenths(&figure.mean), figure.clarity), (30, "6,7".to_owned(), None));
    }

    #[test]
    fn clarity_and_help_have_their_own_count() {
        let figure = Figure::of(&counts(&[
            ("experience", "5", 40),
            ("clarte", "1", 15),
            ("clarte", "5", 15),
            ("aide", "oui", 20),
            ("aide", "non", 10),
            ("aide", "sans", 70),
        ]))
        .expect("answers enough");
        assert_eq!((figure.mean, figure.clarity, figure.reached), (50, Some(50), Some(67)));
    }
}
