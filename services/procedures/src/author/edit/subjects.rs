//! What a line of a condition may compare, and what a group may be about, in the author's words.

use beffroi_forms::Id;
use beffroi_forms::cond::{Labels as _, Sys, Term};
use beffroi_forms::diff::Known;
use beffroi_forms::edit::term;
use beffroi_forms::model::{Item, Kind};
use beffroi_web::Ctx;

use super::Bench;

/// Something a line may compare: as a term is typed, and in words.
pub(super) type Comparable = (String, String);

/// What can be compared: questions and their parts, parameters, what the host knows.
pub(super) fn comparables(ctx: &Ctx, bench: &Bench, known: &Known) -> Vec<Comparable> {
    let mut all = Vec::new();
    let work = &bench.work;
    let pages = work.form.pages.iter().map(|page| page.items.as_slice());
    for items in pages.chain(std::iter::once(work.flow.fields.as_slice())) {
        add(items, known, &mut all);
    }
    let named = |term: Term| (term::show(&term), term.words(known));
    for param in work.form.params.iter().chain(&work.flow.params) {
        all.push(named(Term::Param(param.id.clone())));
    }
    let systems = [Sys::Today, Sys::Channel, Sys::LoginLevel, Sys::Step, Sys::PreviousStep];
    all.extend(systems.map(|sys| named(Term::Sys(sys))));
    all.push((String::new(), ctx.s("procedures-author-choose")));
    all.rotate_right(1);
    all
}

fn add(items: &[Item], known: &Known, all: &mut Vec<Comparable>) {
    for item in items {
        let field = || Box::new(Term::Field(item.id.clone()));
        let mut offer = |term: Term| all.push((term::show(&term), term.words(known)));
        let parts: &[&str] = match &item.kind {
            Kind::Paragraph {} | Kind::Heading { .. } | Kind::Section { .. } => &[],
            Kind::Block { .. } => {
                offer(Term::Count(field()));
                &[]
            }
            Kind::Date { .. } => {
                offer(*field());
                offer(Term::Age(field()));
                &[]
            }
            Kind::Choices { .. } | Kind::File { .. } => {
                offer(*field());
                offer(Term::Count(field()));
                &[]
            }
            Kind::Period { .. } => {
                offer(*field());
                &["from", "to"]
            }
            Kind::Address {} => {
                offer(*field());
                &["postcode", "municipality"]
            }
            Kind::PersonName {} => {
                offer(*field());
                &["given", "family"]
            }
            _ => {
                offer(*field());
                &[]
            }
        };
        for part in parts {
            if let Ok(part) = Id::new(part) {
                let column = Term::Col(item.id.clone(), part);
                all.push((term::show(&column), column.words(known)));
            }
        }
        add(item.kind.children(), known, all);
    }
}

/// How the lines below a group belong together: value of the select, and words.
pub(super) fn groups(ctx: &Ctx, bench: &Bench, known: &Known) -> Vec<Comparable> {
    let mut all = vec![
        ("all".to_owned(), ctx.s("procedures-author-c-all")),
        ("any".to_owned(), ctx.s("procedures-author-c-any")),
    ];
    for item in bench.work.form.pages.iter().flat_map(|page| &page.items) {
        blocks(ctx, item, known, &mut all);
    }
    all
}

fn blocks(ctx: &Ctx, item: &Item, known: &Known, all: &mut Vec<Comparable>) {
    if matches!(item.kind, Kind::Block { .. }) {
        let label = known.field(&item.id);
        for (kind, key) in
            [("any_row", "procedures-author-c-any-row"), ("all_rows", "procedures-author-c-all-rows")]
        {
            let words = ctx.app().texts().get(ctx.lang(), key, &[("block", label.as_str().into())]).0;
            all.push((format!("{kind}:{}", item.id), words));
        }
    }
    for inside in item.kind.children() {
        blocks(ctx, inside, known, all);
    }
}
