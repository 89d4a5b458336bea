//! Where people stand: centre, two principal components by power iteration, projection (profile, steps 3 to 5).
//!
//! The matrix keeps only the votes that were cast: a missing vote takes part in no sum. Each sum starts at 0.0 and
//! adds in ascending numbers, and only `+ − × ÷ √` are used, so IEEE 754 fixes every bit of the result. Rust never
//! contracts `a * b + c` into one fused operation by itself; do not write `mul_add` here.

use crate::Conversation;
use crate::numbers::real;

/// The iteration ends once no coordinate moves by this much.
const STILL: f64 = 1e-12;
/// … or after this many rounds.
const ROUNDS: usize = 1000;
/// Rows whose products are summed side by side: their sums do not wait for one another.
const LANES: usize = 4;

/// A point of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Along the first component.
    pub x: f64,
    /// Along the second.
    pub y: f64,
}

/// A direction of opinion.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// One coordinate per statement, in ascending numbers; length 1 unless the eigenvalue is 0. The first of the
    /// largest coordinates is positive.
    pub loadings: Vec<f64>,
    /// The length of the last iterate of Σ dᵢ dᵢᵀ.
    pub eigenvalue: f64,
}

/// Votes minus the centre of their column, for some of the people, rejected statements left out.
pub(crate) struct Centred {
    /// Mean vote per statement; 0 if nobody voted or the statement was rejected.
    pub(crate) centre: Vec<f64>,
    starts: Vec<usize>,
    columns: Vec<u32>,
    deviations: Vec<f64>,
    /// Rows by length, so that the lanes end together. Products do not depend on one another: any order will do.
    by_length: Vec<usize>,
}

impl Centred {
    /// Centres the rows `rows` of the conversation on their own means.
    pub(crate) fn new(conversation: &Conversation, rows: &[usize]) -> Self {
        let statements = conversation.statements();
        let mut sums = vec![(0_i32, 0_u32); statements.len()];
        for &row in rows {
            for &(column, vote) in conversation.row(row) {
                let (sum, count) = &mut sums[column as usize];
                *sum += i32::from(vote.value());
                *count += 1;
            }
        }
        let centre: Vec<f64> = sums
            .iter()
            .zip(statements)
            .map(
                |(&(sum, count), statement)| {
                    if statement.rejected || count == 0 { 0.0 } else { f64::from(sum) / f64::from(count) }
                },
            )
            .collect();
        let (columns, deviations, by_length) = (Vec::new(), Vec::new(), (0..rows.len()).collect());
        let mut centred = Self { centre, starts: vec![0], columns, deviations, by_length };
        for &row in rows {
            for &(column, vote) in conversation.row(row) {
                if !conversation.is_rejected(column) {
                    centred.columns.push(column);
                    centred.deviations.push(f64::from(vote.value()) - centred.centre[column as usize]);
                }
            }
            centred.starts.push(centred.columns.len());
        }
        let starts = &centred.starts;
        centred.by_length.sort_by_key(|&row| starts[row + 1] - starts[row]);
        centred
    }

    fn row(&self, row: usize) -> (&[u32], &[f64]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.columns[range.clone()], &self.deviations[range])
    }

    /// Σⱼ dᵢⱼ·vⱼ over the statements person `row` voted on.
    fn product(&self, row: usize, v: &[f64]) -> f64 {
        let (columns, deviations) = self.row(row);
        columns.iter().zip(deviations).fold(0.0, |sum, (&column, d)| sum + d * v[column as usize])
    }

    /// The products of several rows. Each is summed in its own order, exactly as by [`Self::product`].
    fn products(&self, rows: &[usize; LANES], v: &[f64]) -> [f64; LANES] {
        let lanes = rows.map(|row| self.row(row));
        let common = lanes.iter().map(|(columns, _)| columns.len()).min().unwrap_or(0);
        let heads = lanes.map(|(columns, deviations)| (&columns[..common], &deviations[..common]));
        let mut sums = [0.0; LANES];
        for at in 0..common {
            for (sum, (columns, deviations)) in sums.iter_mut().zip(&heads) {
                *sum += deviations[at] * v[columns[at] as usize];
            }
        }
        for (sum, (columns, deviations)) in sums.iter_mut().zip(&lanes) {
            for (&column, d) in columns[common..].iter().zip(&deviations[common..]) {
                *sum += d * v[column as usize];
            }
        }
        sums
    }

    /// w ← Σᵢ dᵢ (dᵢ·v), person by person.
    fn multiply(&self, v: &[f64], q: &mut [f64], w: &mut [f64]) {
        let (lanes, rest) = self.by_length.as_chunks::<LANES>();
        for rows in lanes {
            for (&row, product) in rows.iter().zip(self.products(rows, v)) {
                q[row] = product;
            }
        }
        for &row in rest {
            q[row] = self.product(row, v);
        }
        w.fill(0.0);
        for (row, q) in q.iter().enumerate() {
            let (columns, deviations) = self.row(row);
            for (&column, d) in columns.iter().zip(deviations) {
                w[column as usize] += d * q;
            }
        }
    }

    /// The two principal components, the second kept orthogonal to the first.
    pub(crate) fn components(&self) -> [Component; 2] {
        let first = self.component(None);
        let second = self.component(Some(&first.loadings));
        [first, second]
    }

    fn component(&self, orthogonal_to: Option<&[f64]>) -> Component {
        let mut v = start(self.centre.len());
        let (mut q, mut w) = (vec![0.0; self.by_length.len()], vec![0.0; v.len()]);
        let mut eigenvalue = 0.0;
        for _ in 0..ROUNDS {
            self.multiply(&v, &mut q, &mut w);
            if let Some(p) = orthogonal_to {
                let x = w.iter().zip(p).fold(0.0, |sum, (w, p)| sum + w * p);
                for (w, p) in w.iter_mut().zip(p) {
                    *w -= x * p;
                }
            }
            eigenvalue = length(&w);
            if eigenvalue == 0.0 {
                v.fill(0.0);
                break;
            }
            let mut still = true;
            for (v, w) in v.iter_mut().zip(&w) {
                let next = w / eigenvalue;
                still &= (next - *v).abs() < STILL;
                *v = next;
            }
            if still {
                break;
            }
        }
        orient(&mut v);
        Component { loadings: v, eigenvalue }
    }

    /// Where person `row` stands: their products with both components, stretched by √(m / statements seen), so that
    /// who voted on few statements is not drawn to the middle for that alone. A rejected statement counts as seen.
    pub(crate) fn project(&self, row: usize, components: &[Component; 2], rejected: usize) -> Point {
        let seen = (self.row(row).0.len() + rejected).max(1);
        let stretch = (real(self.centre.len()) / real(seen)).sqrt();
        let along = |component: &Component| self.product(row, &component.loadings) * stretch;
        Point { x: along(&components[0]), y: along(&components[1]) }
    }
}

fn length(v: &[f64]) -> f64 {
    v.iter().fold(0.0, |sum, x| sum + x * x).sqrt()
}

/// The fixed first iterate: 1 + ((37 j) mod 101) / 128, scaled to length 1.
fn start(statements: usize) -> Vec<f64> {
    let mut v: Vec<f64> = (0..statements).map(|j| 1.0 + real(37 * j % 101) / 128.0).collect();
    let length = length(&v);
    for x in &mut v {
        *x /= length;
    }
    v
}

/// Makes the first coordinate of the largest size positive. `0.0 − x` turns a zero into a zero without sign.
fn orient(v: &mut [f64]) {
    let mut largest = 0.0_f64;
    for &x in v.iter() {
        if x.abs() > largest.abs() {
            largest = x;
        }
    }
    if largest < 0.0 {
        for x in v {
            *x = 0.0 - *x;
        }
    }
}
