//! k-means and silhouettes on the map (profile, steps 6 and 7).
//!
//! J. `MacQueen`'s k-means with Lloyd's rounds; the start (first k distinct points), ties and the end are the
//! profile's. Silhouettes: P. J. Rousseeuw, 1987.

use crate::components::Point;
use crate::numbers::real;

/// A round that moves no centre this far is the last.
const STILL: f64 = 0.01;

/// Points shared out among centres.
pub(crate) struct Clusters {
    pub(crate) centres: Vec<Point>,
    /// For each point, the index of its centre.
    pub(crate) of: Vec<usize>,
}

/// Shares `points` among at most `k` clusters in at most `rounds` rounds; a cluster nobody is nearest to is dropped.
pub(crate) fn k_means(points: &[Point], weights: &[f64], k: usize, rounds: usize) -> Clusters {
    let mut centres = first_distinct(points, k);
    let mut of = vec![0; points.len()];
    let mut nearest = Nearest::default();
    for _ in 0..rounds {
        nearest.load(&centres);
        for (cluster, &point) in of.iter_mut().zip(points) {
            *cluster = nearest.to(point);
        }
        let before = centres.len();
        drop_empty(&mut centres, &mut of);
        let next = means(points, weights, &of, centres.len());
        let still = centres.len() == before
            && centres.iter().zip(&next).all(|(&from, &to)| squared(from, to).sqrt() < STILL);
        centres = next;
        if still {
            break;
        }
    }
    Clusters { centres, of }
}

fn squared(a: Point, b: Point) -> f64 {
    let (dx, dy) = (a.x - b.x, a.y - b.y);
    dx * dx + dy * dy
}

fn first_distinct(points: &[Point], k: usize) -> Vec<Point> {
    let mut centres: Vec<Point> = Vec::with_capacity(k);
    for point in points {
        if centres.len() == k {
            break;
        }
        if !centres.contains(point) {
            centres.push(*point);
        }
    }
    centres
}

/// Renumbers the clusters in use, in the order they had.
fn drop_empty(centres: &mut Vec<Point>, of: &mut [usize]) {
    let mut used = vec![false; centres.len()];
    for &cluster in of.iter() {
        used[cluster] = true;
    }
    if used.iter().all(|&used| used) {
        return;
    }
    let mut kept = 0;
    let renumbered: Vec<usize> = used
        .iter()
        .map(|&used| {
            let number = kept;
            kept += usize::from(used);
            number
        })
        .collect();
    for cluster in of.iter_mut() {
        *cluster = renumbered[*cluster];
    }
    let mut used = used.into_iter();
    centres.retain(|_| used.next().unwrap_or(false));
}

fn means(points: &[Point], weights: &[f64], of: &[usize], clusters: usize) -> Vec<Point> {
    let mut sums = vec![(0.0, 0.0, 0.0); clusters];
    for ((point, &weight), &cluster) in points.iter().zip(weights).zip(of) {
        let (x, y, w) = &mut sums[cluster];
        *x += weight * point.x;
        *y += weight * point.y;
        *w += weight;
    }
    sums.into_iter().map(|(x, y, w)| Point { x: x / w, y: y / w }).collect()
}

/// Finds the nearest centre; coordinates lie apart so that the distances are computed several at a time.
#[derive(Default)]
struct Nearest {
    x: Vec<f64>,
    y: Vec<f64>,
    squared: Vec<f64>,
}

impl Nearest {
    fn load(&mut self, centres: &[Point]) {
        self.x = centres.iter().map(|c| c.x).collect();
        self.y = centres.iter().map(|c| c.y).collect();
        self.squared = vec![0.0; centres.len()];
    }

    /// The index of the centre nearest to `point`, the lower of equals.
    fn to(&mut self, point: Point) -> usize {
        for ((squared, x), y) in self.squared.iter_mut().zip(&self.x).zip(&self.y) {
            let (dx, dy) = (point.x - x, point.y - y);
            *squared = dx * dx + dy * dy;
        }
        let least = self.squared.iter().fold(f64::INFINITY, |least, &s| if s < least { s } else { least });
        self.squared.iter().position(|&s| s <= least).unwrap_or(0)
    }
}

/// Distances between all pairs of points, for the silhouettes of several clusterings of the same points.
pub(crate) struct Distances {
    points: usize,
    between: Vec<f64>,
}

impl Distances {
    pub(crate) fn new(points: &[Point]) -> Self {
        let between =
            points.iter().flat_map(|&a| points.iter().map(move |&b| squared(a, b).sqrt())).collect();
        Self { points: points.len(), between }
    }

    /// The mean silhouette of a clustering into `clusters` ≥ 2 parts; a point alone in its cluster counts 0.
    pub(crate) fn silhouette(&self, of: &[usize], clusters: usize) -> f64 {
        let mut sizes = vec![0_usize; clusters];
        for &cluster in of {
            sizes[cluster] += 1;
        }
        let mut total = 0.0;
        for (point, &own) in of.iter().enumerate() {
            if sizes[own] == 1 {
                continue;
            }
            let mut sums = vec![0.0; clusters];
            let row = &self.between[point * self.points..(point + 1) * self.points];
            // The distance to itself is 0 and changes no sum.
            for (distance, &cluster) in row.iter().zip(of) {
                sums[cluster] += distance;
            }
            let within = sums[own] / real(sizes[own] - 1);
            let beside = (0..clusters)
                .filter(|&cluster| cluster != own)
                .map(|cluster| sums[cluster] / real(sizes[cluster]))
                .fold(f64::INFINITY, f64::min);
            let larger = within.max(beside);
            if larger > 0.0 {
                total += (beside - within) / larger;
            }
        }
        total / real(self.points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(xs: &[f64]) -> Vec<Point> {
        xs.iter().map(|&x| Point { x, y: 0.0 }).collect()
    }

    #[test]
    fn a_point_between_two_centres_goes_to_the_lower_index() {
        let clusters = k_means(&line(&[0.0, 2.0, 1.0]), &[1.0; 3], 2, 1);
        assert_eq!(clusters.of, [0, 1, 0]);
    }

    #[test]
    fn heavy_points_pull_their_centre() {
        let clusters = k_means(&line(&[0.0, 10.0, 1.0]), &[3.0, 1.0, 1.0], 2, 20);
        assert_eq!(clusters.centres, line(&[0.25, 10.0]));
    }

    #[test]
    fn equal_points_make_one_cluster() {
        let clusters = k_means(&line(&[4.0; 5]), &[1.0; 5], 3, 20);
        assert_eq!((clusters.centres.len(), clusters.of), (1, vec![0; 5]));
    }

    #[test]
    fn silhouettes_follow_their_definition() {
        // Points 0, 1 | 5: for 0, within 1 and beside 5; for 1, within 1 and beside 4; 5 is alone.
        let silhouette = Distances::new(&line(&[0.0, 1.0, 5.0])).silhouette(&[0, 0, 1], 2);
        assert!((silhouette - (4.0 / 5.0 + 3.0 / 4.0) / 3.0).abs() < 1e-15);
    }
}
