//! Majority judgment (M. Balinski and R. Laraki, *Majority Judgment*, 2010).
//!
//! The grades of a choice, sorted, have a median, on the better side when their number is even. Taking the median
//! away again and again gives a sequence; choices are compared by their sequences, word by word.

use super::{Answer, is_blank, push_rows};
use crate::json::Write;

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Majority {
    /// For each choice, how often it got each grade.
    pub raw: Vec<Vec<u64>>,
    /// Votes counted.
    pub valid: usize,
    /// Blank votes, when they are allowed.
    pub blank: Option<usize>,
    /// Votes that do not grade every choice, newest first.
    pub invalid: Vec<Answer>,
    /// Choices by level, the best first.
    pub winners: Vec<Vec<usize>>,
}

/// Counts grades from 1, the best, to `grades`.
pub fn majority_judgment(choices: usize, grades: usize, blank_allowed: bool, answers: &[Answer]) -> Majority {
    let mut raw = vec![vec![0u64; grades]; choices];
    let (mut valid, mut blank, mut invalid) = (0, 0, Vec::new());
    for answer in answers {
        let in_range = |grade: &u8| (1..=grades).contains(&usize::from(*grade));
        if blank_allowed && is_blank(answer) {
            blank += 1;
        } else if answer.len() == choices && answer.iter().all(in_range) {
            valid += 1;
            for (row, grade) in raw.iter_mut().zip(answer) {
                row[usize::from(*grade) - 1] += 1;
            }
        } else {
            invalid.push(answer.clone());
        }
    }
    invalid.reverse();
    let mut order: Vec<(Vec<usize>, usize)> =
        raw.iter().enumerate().map(|(choice, counts)| (medians(counts), choice)).collect();
    order.sort();
    let winners = order
        .chunk_by(|a, b| a.0 == b.0)
        .map(|level| level.iter().map(|(_, choice)| *choice).collect())
        .collect();
    Majority { raw, valid, blank: blank_allowed.then_some(blank), invalid, winners }
}

/// The sequence of medians, each taken away before the next.
fn medians(counts: &[u64]) -> Vec<usize> {
    let mut grades: Vec<usize> = Vec::new();
    for (grade, count) in counts.iter().enumerate() {
        grades.extend(std::iter::repeat_n(grade, usize::try_from(*count).unwrap_or(0)));
    }
    // Medians on the better side leave alternately on both sides of the first: walking outwards from it is the
    // same as removing, without moving the others.
    let mut sequence = Vec::with_capacity(grades.len());
    let (mut low, mut high) = (grades.len().div_ceil(2), grades.len().div_ceil(2));
    while high - low < grades.len() {
        let left = grades.len() - (high - low);
        // With an even number left the better middle lies below, with an odd number it is the one just reached.
        if low > 0 && (left.is_multiple_of(2) || high == grades.len() || low > grades.len() - high) {
            low -= 1;
            sequence.push(grades[low]);
        } else {
            sequence.push(grades[high]);
            high += 1;
        }
    }
    sequence
}

impl Majority {
    /// The JSON of `belenios-tool method majority-judgment`.
    pub fn write(&self) -> String {
        let mut out = "{\"raw\":".to_owned();
        push_rows(&mut out, &self.raw);
        out.put(format_args!(",\"valid\":{}", self.valid));
        if let Some(blank) = self.blank {
            out.put(format_args!(",\"blank\":{blank}"));
        }
        out.push_str(",\"invalid\":");
        push_rows(&mut out, &self.invalid);
        out.push_str(",\"winners\":");
        push_rows(&mut out, &self.winners);
        out.push('}');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::medians;

    #[test]
    fn walking_outwards_is_removing_the_better_median_again_and_again() {
        for code in 0..4096u64 {
            let counts: Vec<u64> = (0..4).map(|i| (code >> (3 * i)) & 7).collect();
            let mut grades: Vec<usize> = Vec::new();
            for (grade, count) in counts.iter().enumerate() {
                grades.extend(std::iter::repeat_n(grade, usize::try_from(*count).unwrap()));
            }
            let mut removed = Vec::new();
            while !grades.is_empty() {
                removed.push(grades.remove((grades.len() - 1) / 2));
            }
            assert_eq!(medians(&counts), removed, "{counts:?}");
        }
    }
}
