//! Real budgets with expected results.
use beffroi_budgeting::*;
use std::time::Instant;
#[test]
fn quick() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/participation/pabulib");
    let mut names: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "pb"))
        .collect();
    names.sort();
    let want = std::env::var("ONLY").unwrap_or_default();
    for path in names {
        let t = Instant::now();
        let e = pabulib::read(&std::fs::read(&path).unwrap()).unwrap();
        let rt = t.elapsed();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !stem.contains(&want) {
            continue;
        }
        let exp: serde_json::Value =
            serde_json::from_slice(&std::fs::read(format!("{dir}/expected/{stem}.json")).unwrap()).unwrap();
        eprintln!("{stem} read {rt:?}");
        for x in ["cost", "card", "points", "borda"] {
            let u = match x {
                "cost" => Utility::Cost,
                "card" => Utility::Cardinality,
                "points" => Utility::Points,
                _ => Utility::Borda,
            };
            for (suf, c) in [
                ("greedy", None),
                ("mes", Some(Completion::None)),
                ("u", Some(Completion::U)),
                ("add1", Some(Completion::Add1)),
                ("add1u", Some(Completion::Add1U)),
            ] {
                let name = match suf {
                    "greedy" => format!("greedy_{x}"),
                    "mes" => format!("mes_{x}"),
                    s => format!("mes_{x}_{s}"),
                };
                let want = exp["rules"]
                    .get(&name)
                    .filter(|w| w.get("selected").is_some())
                    .map(|w| &w["selected"])
                    .or(exp["second_implementation"]["results"][x].get(&name));
                if want.is_none() && !(e.kind == BallotKind::Approval && (x == "cost" || x == "card")) {
                    continue;
                }
                let rule = match c {
                    None => Rule::Greedy(u),
                    Some(c) => Rule::EqualShares(EqualShares::new(u, c)),
                };
                let p = Parameters { rule, tie: TieOrder::Id };
                let t = Instant::now();
                let mut runs = 0;
                let mut k = 0;
                let o = count(&e, &p, &mut |g| {
                    runs = g.runs;
                    k = g.increments
                })
                .unwrap();
                let el = t.elapsed();
                let ok = want.map(|w| {
                    w.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>()
                        == o.selected(&e)
                });
                let ord = exp["rules"][&name].get("order").map(|w| {
                    w.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>()
                        == o.order.iter().map(|i| e.projects[*i].id.as_str()).collect::<Vec<_>>()
                });
                let maxlen = o
                    .shares
                    .as_ref()
                    .map_or(0, |s| s.purchases.iter().map(|p| p.rho.to_string().len()).max().unwrap_or(0));
                eprintln!(
                    "  {name} {ok:?} order {ord:?} {el:?} runs {runs} k {k} n {} cost {} rholen {maxlen}",
                    o.order.len(),
                    o.cost
                );
                assert!(ok != Some(false) && ord != Some(false));
            }
        }
        for name in ["phragmen", "phragmen_approvalised"] {
            if let Some(w) = exp["rules"].get(name).and_then(|w| w.get("selected")) {
                let t = Instant::now();
                let o =
                    count(&e, &Parameters { rule: Rule::Phragmen, tie: TieOrder::Id }, &mut |_| {}).unwrap();
                eprintln!(
                    "  {name} {} {:?}",
                    w.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>()
                        == o.selected(&e),
                    t.elapsed()
                );
            }
        }
    }
}
