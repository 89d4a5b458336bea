//! Lines with fewer points that look the same: Ramer (1972), Douglas and Peucker (1973). Pure, on whole numbers of a drawing's units.

/// A point of a drawing.
pub(super) type Point = (i32, i32);

/// A closed ring with the points that a tolerance (in units of the drawing) allows to leave out; without its repeated last point.
/// Empty when nothing is left of it.
pub(super) fn ring(points: &[Point], tolerance: f64) -> Vec<Point> {
    let mut points = points.to_vec();
    points.dedup();
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    if points.len() < 3 {
        return Vec::new();
    }
    // A ring has no ends: it is cut at its first point and at the one farthest from it.
    let first = points[0];
    let far = (0..points.len()).max_by_key(|at| squared(points[*at], first)).unwrap_or(0);
    let (one, other) = (&points[..=far], [&points[far..], &[first]].concat());
    let mut kept = line(one, tolerance);
    kept.pop();
    kept.extend(line(&other, tolerance));
    kept.pop();
    if kept.len() < 3 || area(&kept) == 0 { Vec::new() } else { kept }
}

/// A line from its first to its last point.
fn line(points: &[Point], tolerance: f64) -> Vec<Point> {
    let mut keep = vec![false; points.len()];
    let last = points.len() - 1;
    (keep[0], keep[last]) = (true, true);
    let mut todo = vec![(0, last)];
    while let Some((from, to)) = todo.pop() {
        let farthest = (from + 1..to)
            .map(|at| (distance(points[at], points[from], points[to]), at))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((distance, at)) = farthest.filter(|(distance, _)| *distance > tolerance) {
            debug_assert!(distance.is_finite());
            keep[at] = true;
            todo.extend([(from, at), (at, to)]);
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

fn squared(one: Point, other: Point) -> i64 {
    let (x, y) = (i64::from(one.0) - i64::from(other.0), i64::from(one.1) - i64::from(other.1));
    x * x + y * y
}

/// From a point to the line through two others, or to the one point that they are.
fn distance(point: Point, from: Point, to: Point) -> f64 {
    let of = |(x, y): Point| (f64::from(x), f64::from(y));
    let ((px, py), (ax, ay), (bx, by)) = (of(point), of(from), of(to));
    let length = (bx - ax).hypot(by - ay);
    if length == 0.0 {
        return (px - ax).hypot(py - ay);
    }
    ((bx - ax) * (ay - py) - (ax - px) * (by - ay)).abs() / length
}

/// Twice the area within a ring, never negative.
pub(super) fn area(ring: &[Point]) -> i64 {
    let next = ring.iter().skip(1).chain(ring.first());
    let sum: i64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1))
        .sum();
    sum.abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_point_on_the_way_is_left_out_and_a_corner_kept() {
        let square = [(0, 0), (50, 1), (100, 0), (100, 100), (0, 100), (0, 0)];
        assert_eq!(ring(&square, 2.0), [(0, 0), (100, 0), (100, 100), (0, 100)]);
        assert_eq!(ring(&square, 0.5).len(), 5);
        assert!(ring(&[(0, 0), (5, 0), (0, 0)], 1.0).is_empty());
        assert_eq!(area(&[(0, 0), (10, 0), (10, 10), (0, 10)]), 200);
    }

    proptest! {
        #[test]
        fn what_is_left_out_is_never_farther_than_the_tolerance(
            points in prop::collection::vec((0..1000_i32, 0..1000_i32), 0..40),
            tolerance in 0.0..50.0_f64,
        ) {
            let kept = ring(&points, tolerance);
            prop_assert!(kept.iter().all(|point| points.contains(point)));
            if kept.len() >= 3 {
                for point in &points {
                    let closed = kept.iter().zip(kept.iter().skip(1).chain(kept.first()));
                    let nearest = closed.map(|(a, b)| distance(*point, *a, *b)).fold(f64::MAX, f64::min);
                    prop_assert!(nearest <= tolerance + 1e-9);
                }
            }
        }
    }
}
