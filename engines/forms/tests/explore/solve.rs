//! Answers that make conditions true or false: a walk that mends one broken condition at a time (after `WalkSAT`; Selman, Kautz
//! and Cohen, 1993), always with the same chance.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_forms::check::{Context, State};
use beffroi_forms::cond::{Cond, Literal, Part, Ref, Term};
use beffroi_forms::model::{Flow, Form, Kind};
use beffroi_forms::value::{Answers, FileRef, Path, Value};
use beffroi_forms::{Compiled, Id};

/// Steps of one walk, and walks of one search.
const STEPS: usize = 150;
const WALKS: usize = 3;

/// Everything that a search may change.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub answers: Answers,
    pub params: BTreeMap<Id, Literal>,
}

/// A condition and what it should be.
pub(crate) type Wish<'a> = (&'a Cond, bool);

pub(crate) struct Solver<'a> {
    pub form: &'a Compiled,
    pub ctx: &'a Context,
    /// Literals that each field or parameter is compared with, anywhere.
    compared: BTreeMap<String, BTreeSet<String>>,
    seed: u64,
}

impl<'a> Solver<'a> {
    pub(crate) fn new(form: &'a Compiled, flow: &Flow, ctx: &'a Context) -> Self {
        let mut compared = BTreeMap::new();
        let json = [form.form().to_json(), flow.to_json()];
        for text in json {
            let tree: serde_json::Value = serde_json::from_str(&text).unwrap();
            literals(&tree, &mut compared);
        }
        Self { form, ctx, compared, seed: 20_261_125 }
    }

    fn next(&mut self, below: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.seed >> 33).unwrap() % below.max(1)
    }

    /// A world near `from` in which every wish holds.
    pub(crate) fn solve(&mut self, from: &World, wishes: &[Wish<'_>]) -> Option<World> {
        for _ in 0..WALKS {
            let mut world = from.clone();
            for _ in 0..STEPS {
                let ctx = context(self.ctx, &world);
                let state = State::new(self.form, &ctx, &world.answers);
                let broken: Vec<Wish<'_>> =
                    wishes.iter().filter(|(cond, want)| state.holds(cond) != *want).copied().collect();
                if broken.is_empty() {
                    return Some(world);
                }
                let wish = broken[self.next(broken.len())];
                let change = self.mend(&state, wish, 0)?;
                drop(state);
                match change {
                    Change::Field(id, Some(value)) => world.answers.insert(id, value),
                    Change::Field(id, None) => world.answers.remove(&id),
                    Change::Param(id, literal) => drop(world.params.insert(id, literal)),
                }
            }
        }
        None
    }

    /// One change that may mend a wish.
    fn mend(&mut self, state: &State<'_>, (cond, want): Wish<'_>, depth: usize) -> Option<Change> {
        if depth > 12 {
            return None;
        }
        match cond {
            Cond::Not(inner) => return self.mend(state, (inner, !want), depth + 1),
            Cond::All(parts) | Cond::Any(parts) => {
                let broken: Vec<&Cond> = parts.iter().filter(|part| state.holds(part) != want).collect();
                let pick = broken.get(self.next(broken.len()))?;
                return self.mend(state, (pick, want), depth + 1);
            }
            _ => {}
        }
        let refs = cond.refs();
        let named: Vec<Ref<'_>> = refs.into_iter().filter(|of| !matches!(of, Ref::Authority(_))).collect();
        let pick = *named.get(self.next(named.len()))?;
        self.change(state, pick, depth)
    }

    fn change(&mut self, state: &State<'_>, of: Ref<'_>, depth: usize) -> Option<Change> {
        let id = match of {
            Ref::Param(id) => {
                let known: Vec<String> =
                    self.compared.get(id.as_str()).into_iter().flatten().cloned().collect();
                let text =
                    known.get(self.next(known.len() + 1)).cloned().unwrap_or_else(|| "autre".to_owned());
                let literal = match text.as_str() {
                    "true" => Literal::Bool(true),
                    "false" => Literal::Bool(false),
                    _ => text.parse().map_or(Literal::Text(text.clone()), Literal::Integer),
                };
                return Some(Change::Param(id.clone(), literal));
            }
            Ref::Field(id) | Ref::OverRows(id) | Ref::Block(id) | Ref::Col(id, _) => id,
            Ref::Authority(_) => return None,
        };
        let node = self.form.node(id)?;
        let path = Path::new(node.item.id.clone());
        if !state.is_visible(&path) && self.next(2) == 0 {
            let hidden = self.hiders(id);
            let broken: Vec<&Cond> = hidden.into_iter().filter(|cond| !state.holds(cond)).collect();
            if let Some(cond) = broken.first() {
                return self.mend(state, (cond, true), depth + 1);
            }
        }
        if let Kind::Computed { value, .. } = &node.item.kind {
            let refs = value.refs();
            let pick = *refs.get(self.next(refs.len()))?;
            return self.change(state, pick, depth + 1);
        }
        if let Some(block) = node.block {
            let block = self.form.nodes()[block].item.id.clone();
            let values = self.candidates(id);
            let mut row = Answers::default();
            if let Some(Some(value)) = values.get(self.next(values.len())) {
                row.insert(id.clone(), value.clone());
            }
            return Some(Change::Field(block, Some(Value::Rows(vec![row]))));
        }
        let values = self.candidates(id);
        let pick = self.next(values.len());
        Some(Change::Field(id.clone(), values.get(pick).cloned().flatten()))
    }

    /// Conditions under which a field is shown.
    fn hiders(&self, id: &Id) -> Vec<&'a Cond> {
        let mut found = Vec::new();
        let mut at = self.form.index(id);
        while let Some(index) = at {
            let node = &self.form.nodes()[index];
            found.extend(node.item.when.as_ref());
            if let Some(page) = node.page {
                found.extend(self.form.form().pages[page].when.as_ref());
            }
            at = node.parent;
        }
        found
    }

    /// Values that a field may take here.
    fn candidates(&self, id: &Id) -> Vec<Option<Value>> {
        let Some(node) = self.form.node(id) else { return vec![None] };
        let kind = &node.item.kind;
        let year = self.ctx.today().year();
        let compared: Vec<String> = self.compared.get(id.as_str()).into_iter().flatten().cloned().collect();
        let day = |n: i64| self.ctx.today() + time::Duration::days(n);
        let mut values: Vec<Option<Value>> = vec![None];
        let json = |text: &String| {
            Value::from_json(kind, &serde_json::Value::String(text.clone()), year).ok().flatten()
        };
        values.extend(compared.iter().filter_map(json).map(Some));
        match kind {
            Kind::Choice { list, options, .. } => values
                .extend(self.options(list.as_ref(), options).into_iter().map(|of| Some(Value::Choice(of)))),
            Kind::Choices { list, options, .. } => {
                values.extend(
                    self.options(list.as_ref(), options).into_iter().map(|of| Some(Value::Choices(vec![of]))),
                );
            }
            Kind::LinkedChoice { list, .. } => {
                values.extend(self.options(Some(list), &[]).into_iter().map(|of| Some(Value::Choice(of))));
            }
            Kind::Integer { .. } | Kind::Decimal { .. } => {
                let mut numbers: Vec<i64> = vec![0, 1, 2, 100, 10_000];
                for text in &compared {
                    if let Ok(n) = text.parse::<i64>() {
                        numbers.extend([n - 1, n, n + 1]);
                    }
                }
                let exact = matches!(kind, Kind::Decimal { .. });
                values.extend(
                    numbers
                        .into_iter()
                        .map(|n| Some(if exact { Value::Decimal(n.into()) } else { Value::Integer(n) })),
                );
            }
            Kind::YesNo {} | Kind::Checkbox {} => {
                values.extend([true, false].map(|of| Some(Value::Bool(of))));
            }
            Kind::Date { .. } => {
                for n in [-20_000, -6_000, -400, -31, -1, 0, 1, 2, 5, 10, 20, 31, 60, 400] {
                    values.push(Some(Value::Date(day(n))));
                }
            }
            Kind::File { .. } => values.push(Some(Value::Files(vec![FileRef {
                id: "1".to_owned(),
                name: "plan.pdf".to_owned(),
                size: 1,
                media_type: "application/pdf".to_owned(),
            }]))),
            Kind::Block { .. } => {
                values.push(Some(Value::Rows(vec![Answers::default()])));
                values.push(Some(Value::Rows(vec![Answers::default(), Answers::default()])));
            }
            _ => values.push(json(&"Exemple".to_owned())),
        }
        values
    }

    fn options(&self, list: Option<&Id>, options: &[beffroi_forms::model::Opt]) -> Vec<String> {
        let listed = list.and_then(|id| self.form.list(id)).map(|list| {
            let at = list.columns.iter().position(|column| *column == "id").unwrap_or(0);
            list.rows.iter().filter_map(|row| row.get(at).cloned()).collect::<Vec<_>>()
        });
        let own = options.iter().map(|option| option.id.clone());
        listed.unwrap_or_default().into_iter().chain(own).take(60).collect()
    }
}

enum Change {
    Field(Id, Option<Value>),
    Param(Id, Literal),
}

/// The context with the world's parameters.
pub(crate) fn context(ctx: &Context, world: &World) -> Context {
    let mut ctx = ctx.clone();
    ctx.agent = true;
    ctx.params.extend(world.params.clone());
    ctx
}

/// Literals beside each name, read off the JSON: an operator is an object with one key and its arguments.
fn literals(tree: &serde_json::Value, found: &mut BTreeMap<String, BTreeSet<String>>) {
    match tree {
        serde_json::Value::Object(object) => {
            for value in object.values() {
                if let serde_json::Value::Array(arguments) = value {
                    let mut names = Vec::new();
                    for argument in arguments {
                        names_in(argument, &mut names);
                    }
                    let plain = arguments.iter().flat_map(|argument| match argument {
                        serde_json::Value::Array(inner) => inner.clone(),
                        other => vec![other.clone()],
                    });
                    for literal in plain {
                        let text = match literal {
                            serde_json::Value::String(text) => text,
                            serde_json::Value::Number(n) => n.to_string(),
                            serde_json::Value::Bool(of) => of.to_string(),
                            _ => continue,
                        };
                        for name in &names {
                            found.entry(name.clone()).or_default().insert(text.clone());
                        }
                    }
                }
                literals(value, found);
            }
        }
        serde_json::Value::Array(inner) => inner.iter().for_each(|value| literals(value, found)),
        _ => {}
    }
}

fn names_in(tree: &serde_json::Value, names: &mut Vec<String>) {
    if let serde_json::Value::Object(object) = tree {
        for (key, value) in object {
            match (key.as_str(), value) {
                ("field" | "param", serde_json::Value::String(name)) => names.push(name.clone()),
                ("col", serde_json::Value::Array(of)) => {
                    names.extend(of.first().and_then(|name| name.as_str()).map(str::to_owned));
                }
                (_, serde_json::Value::Array(inner)) => inner.iter().for_each(|value| names_in(value, names)),
                (_, other) => names_in(other, names),
            }
        }
    }
}

/// Does a condition read nothing that can change? Then it is always what it is.
pub(crate) fn is_constant(cond: &Cond, form: &Compiled) -> bool {
    let reads = |of: &Ref<'_>| match of {
        Ref::Field(id) | Ref::OverRows(id) | Ref::Block(id) | Ref::Col(id, _) => form.node(id).is_some(),
        Ref::Param(_) => true,
        Ref::Authority(_) => false,
    };
    !cond.refs().iter().any(reads) && !reads_system(Part::Cond(cond))
}

fn reads_system(part: Part<'_>) -> bool {
    match part {
        Part::Cond(cond) => cond.parts().into_iter().any(reads_system),
        Part::Term(Term::Sys(_)) => true,
        Part::Term(term) => term.parts().into_iter().any(reads_system),
    }
}

/// A form for a workflow that no form of the set names.
pub(crate) fn no_form() -> Form {
    Form::from_json(r#"{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","pages":[]}"#).unwrap()
}
