//! The map as JSON: field names and shapes for other programs, named as in Polis tools (`tid`, `comps`…).
//!
//! It is the complete computation, for the people who run the conversation and for auditors who already hold the
//! votes: positions and groups of single participants are in it. What the public may see is under `shown`.

use serde::{Serialize, Serializer};

use crate::stability::{RUNS, Verdict};
use crate::statements::{Agreement, Representative, Side, Tally};
use crate::{Layout, Map, PROFILE};

/// A JSON object whose keys keep their order.
struct Object<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Object<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// The serialisable form of a [`Map`], or of a [`Layout`] alone. Field by field in the crate's README.
#[derive(Serialize)]
pub struct Report {
    profile: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_sha256: Option<String>,
    participants: usize,
    statements: usize,
    votes: usize,
    moderated_out: Vec<u64>,
    in_conv: usize,
    eigenvalues: [f64; 2],
    base_clusters: usize,
    silhouette: Object<usize, f64>,
    k: usize,
    group_sizes: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stability: Option<StabilityReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<Shown>,
    consensus: ConsensusReport,
    representative: Object<usize, Vec<RepresentativeReport>>,
    group_aware_consensus: Vec<(u64, f64)>,
    statement_ids: Vec<u64>,
    center: Vec<f64>,
    comps: [Vec<f64>; 2],
    participants_out: Vec<(u64, f64, f64, usize)>,
    group_votes: Object<usize, Object<u64, [u32; 3]>>,
}

#[derive(Serialize)]
struct StabilityReport {
    seed: String,
    runs: usize,
    same_k: usize,
    /// γ per group, for every k tried.
    gamma: Object<usize, Vec<f64>>,
}

#[derive(Serialize)]
struct Shown {
    verdict: &'static str,
    /// As in the canonical text: 0 where no groups are shown.
    k: usize,
    fragile: bool,
    groups: Vec<ShownGroup>,
    /// Of the groups shown; empty where there are none.
    group_aware_consensus: Vec<(u64, f64)>,
}

#[derive(Serialize)]
struct ShownGroup {
    people: usize,
    gamma: f64,
    representative: Vec<RepresentativeReport>,
    participants: Vec<u64>,
}

#[derive(Serialize)]
struct ConsensusReport {
    agree: Vec<AgreementReport>,
    disagree: Vec<AgreementReport>,
}

#[derive(Serialize)]
struct AgreementReport {
    tid: u64,
    n: u32,
    of: u32,
    p: f64,
    pt: f64,
    score: f64,
}

impl AgreementReport {
    fn new(agreement: &Agreement, side: Side) -> Self {
        let Agreement { statement, votes, proportion, z } = *agreement;
        Self {
            tid: statement,
            n: votes.on(side),
            of: votes.seen,
            p: proportion,
            pt: z,
            score: proportion * z,
        }
    }
}

#[derive(Serialize)]
struct RepresentativeReport {
    tid: u64,
    r#for: &'static str,
    n: u32,
    of: u32,
    p: f64,
    pt: f64,
    r: f64,
    rt: f64,
    best_agree: bool,
}

impl From<&Representative> for RepresentativeReport {
    fn from(representative: &Representative) -> Self {
        let Representative { statement, side, votes, best_agreed, proportion, z, ratio, ratio_z } =
            *representative;
        Self {
            tid: statement,
            r#for: match side {
                Side::Agree => "agree",
                Side::Disagree => "disagree",
            },
            n: votes.on(side),
            of: votes.seen,
            p: proportion,
            pt: z,
            r: ratio,
            rt: ratio_z,
            best_agree: best_agreed,
        }
    }
}

impl From<&Layout<'_>> for Report {
    fn from(layout: &Layout<'_>) -> Self {
        let conversation = layout.conversation();
        let k = layout.best_k();
        let [first, second] = layout.components();
        let consensus = layout.consensus();
        let people = layout.people();
        let statement_ids: Vec<u64> = conversation.statements().iter().map(|s| s.number).collect();
        let votes = layout.votes_by_group(k);
        let counts = |group: &Vec<Tally>| {
            let counts = group.iter().map(|t| [t.agree, t.disagree, t.seen]);
            Object(statement_ids.iter().copied().zip(counts).collect())
        };
        Self {
            profile: PROFILE,
            canonical_sha256: None,
            participants: conversation.participants().len(),
            statements: conversation.statements().len(),
            votes: conversation.vote_count(),
            moderated_out: conversation.rejected().collect(),
            in_conv: people.len(),
            eigenvalues: [first.eigenvalue, second.eigenvalue],
            base_clusters: layout.base_clusters(),
            silhouette: Object(layout.groupings().iter().map(|g| (g.k, g.silhouette)).collect()),
            k,
            group_sizes: (0..votes.len()).map(|g| people.iter().filter(|p| p.group == g).count()).collect(),
            stability: None,
            shown: None,
            consensus: ConsensusReport {
                agree: consensus.agree.iter().map(|a| AgreementReport::new(a, Side::Agree)).collect(),
                disagree: consensus
                    .disagree
                    .iter()
                    .map(|a| AgreementReport::new(a, Side::Disagree))
                    .collect(),
            },
            representative: Object(reports(layout, k).into_iter().enumerate().collect()),
            group_aware_consensus: layout.group_aware_consensus(k),
            center: layout.centre().to_vec(),
            comps: [first.loadings.clone(), second.loadings.clone()],
            participants_out: people.iter().map(|p| (p.number, p.at.x, p.at.y, p.group)).collect(),
            group_votes: Object(votes.iter().map(counts).enumerate().collect()),
            statement_ids,
        }
    }
}

impl From<&Map<'_>> for Report {
    fn from(map: &Map<'_>) -> Self {
        let stability = map.stability();
        let tried = map.layout().groupings().iter().map(|g| g.k);
        Self {
            canonical_sha256: Some(map.digest()),
            stability: Some(StabilityReport {
                seed: format!("{:016x}", stability.seed),
                runs: RUNS,
                same_k: stability.same_k,
                gamma: Object(tried.zip(stability.gammas.iter().cloned()).collect()),
            }),
            shown: Some(shown(map)),
            ..Self::from(map.layout())
        }
    }
}

fn reports(layout: &Layout<'_>, k: usize) -> Vec<Vec<RepresentativeReport>> {
    layout
        .representative(k)
        .iter()
        .map(|group| group.iter().map(RepresentativeReport::from).collect())
        .collect()
}

fn shown(map: &Map<'_>) -> Shown {
    let (verdict, fragile) = match map.verdict() {
        Verdict::TooFewPeople => ("too_few_people", false),
        Verdict::NoClearGroups => ("no_clear_groups", false),
        Verdict::Groups { fragile, .. } => ("groups", *fragile),
    };
    let k = map.verdict().shown_k();
    let people = if k == 0 { Vec::new() } else { map.layout().people_in(k) };
    let group_aware_consensus = if k == 0 { Vec::new() } else { map.layout().group_aware_consensus(k) };
    let groups = map.gammas(k).iter().zip(reports(map.layout(), k)).enumerate();
    let groups = groups.map(|(group, (&gamma, representative))| {
        let participants: Vec<u64> = people.iter().filter(|p| p.group == group).map(|p| p.number).collect();
        ShownGroup { people: participants.len(), gamma, representative, participants }
    });
    Shown { verdict, k, fragile, groups: groups.collect(), group_aware_consensus }
}
