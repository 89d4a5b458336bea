//! What is known of prices while the endowment grows: lower bounds for projects that may be bought, upper bounds for
//! those that were. All are straight lines over the number of raises, and hold as long as the purchases before them
//! stay the same.

/// A lower bound of a project's price before a purchase and all later ones, as money only falls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound {
    /// Purchases made when it was computed.
    pub(crate) step: usize,
    /// Raises when it was computed.
    pub(crate) at: f64,
    /// The price at `at`, or a lower bound of it; infinite where the supporters surely cannot pay.
    pub(crate) rho: f64,
    /// Fastest fall per raise.
    pub(crate) fall: f64,
    /// How far ρ may be from the truth before it decides anything.
    pub(crate) slack: f64,
    /// Raises up to which it holds.
    pub(crate) until: f64,
    /// All supporters pay in full, clearly: the price depends on no one's money.
    pub(crate) all_full: bool,
    /// The supporters could not pay when it was computed.
    pub(crate) poor: bool,
}

impl Bound {
    /// What holds always: nobody pays less than when all pay in full.
    pub(crate) fn always(rho: f64) -> Self {
        Self {
            step: 0,
            at: -1.0,
            rho,
            fall: 0.0,
            slack: if rho.is_finite() { super::exact::NEAR * rho } else { 0.0 },
            until: f64::INFINITY,
            all_full: false,
            poor: false,
        }
    }

    /// Whether it is the price itself, or that nobody can pay it, not an older bound.
    pub(crate) fn is_of(&self, step: usize, raised: f64) -> bool {
        self.rho.is_infinite() || (self.step == step && self.at.total_cmp(&raised).is_eq())
    }

    /// The bound after so many raises; with an infinite fall nothing is known but at `at`.
    pub(crate) fn rho_at(&self, raised: f64) -> f64 {
        if raised > self.at { self.rho - self.fall * (raised - self.at) } else { self.rho }
    }
}

/// The bounds of one project, by purchases made. The first holds always.
#[derive(Debug)]
pub(crate) struct Bounds(Vec<Bound>);

impl Bounds {
    pub(crate) fn new(always: Bound) -> Self {
        Self(vec![always])
    }

    /// Adds what was found at some number of raises, to which the endowment will not fall back.
    pub(crate) fn add(&mut self, bound: Bound) {
        self.0.retain(|own| own.until >= bound.at && (own.step != bound.step || own.at < 0.0));
        let place = self.0.partition_point(|own| own.step <= bound.step);
        self.0.insert(place, bound);
    }

    /// Forgets what was found after more than `steps` purchases.
    pub(crate) fn truncate(&mut self, steps: usize) {
        let kept = self.0.partition_point(|own| own.step <= steps);
        self.0.truncate(kept);
    }

    /// What bounds a price after `step` purchases: that nobody can pay it, else the latest bound that still holds.
    pub(crate) fn latest(&self, step: usize, raised: f64) -> Bound {
        let mut holding = self.before(step).filter(|own| own.until >= raised);
        let latest = holding.next().copied().unwrap_or(self.0[0]);
        holding.find(|own| own.rho.is_infinite()).copied().unwrap_or(latest)
    }

    /// Up to how many raises the price surely stays above that of the purchase `step`: the best that any bound shows,
    /// or anything from `enough` on.
    pub(crate) fn dearer_until(&self, bought: &Bought, step: usize, raised: f64, enough: f64) -> f64 {
        let mut best = f64::NEG_INFINITY;
        for bound in self.before(step) {
            best = best.max(bought.cheaper_until(bound, raised));
            if best >= enough {
                break;
            }
        }
        best
    }

    /// Up to how many raises the supporters surely cannot pay after `step` purchases.
    pub(crate) fn poor_until(&self, step: usize) -> f64 {
        let poor = self.before(step).filter(|own| own.rho.is_infinite());
        poor.map(|own| own.until).fold(f64::NEG_INFINITY, f64::max)
    }

    fn before(&self, step: usize) -> impl Iterator<Item = &Bound> {
        let end = self.0.partition_point(|own| own.step <= step);
        self.0[..end].iter().rev()
    }
}

/// A purchase, with an upper bound of its price.
#[derive(Debug)]
pub(crate) struct Bought {
    pub(crate) project: usize,
    /// Raises when its price was computed.
    pub(crate) at: f64,
    pub(crate) rho: f64,
    pub(crate) slack: f64,
    /// Slowest fall of the price per raise.
    pub(crate) fall: f64,
    /// Raises up to which this holds.
    pub(crate) until: f64,
    /// Projects that floats do not tell apart from it, and up to how many raises exact fractions did.
    pub(crate) settled: Vec<(usize, f64)>,
}

impl Bought {
    /// A purchase that is still to be paid.
    pub(crate) fn new(project: usize) -> Self {
        Self { project, at: 0.0, rho: 0.0, slack: 0.0, fall: 0.0, until: 0.0, settled: Vec::new() }
    }

    /// Up to how many raises a bound shows that its project is dearer; −∞ when it does not show it now.
    fn cheaper_until(&self, bound: &Bound, raised: f64) -> f64 {
        if bound.until < raised {
            return f64::NEG_INFINITY;
        }
        let own = self.rho - self.fall * (raised - self.at) + self.slack;
        let gap = bound.rho_at(raised) - bound.slack - own;
        if gap.is_nan() || gap <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let closing = bound.fall - self.fall;
        if closing > 0.0 { bound.until.min(raised + gap / closing) } else { bound.until }
    }

    /// Up to how many raises an exact decision against a project holds; −∞ without one.
    pub(crate) fn settled_until(&self, project: usize) -> f64 {
        self.settled.iter().find(|own| own.0 == project).map_or(f64::NEG_INFINITY, |own| own.1)
    }
}
