//! « Ce que nous savons de moi » (GDPR 15 and 16): blocks with their source and date, each of which she corrects herself; what registers said;
//! what her earlier files hold and her account does not. A correction is what the next form proposes. Reading the page is one journal
//! entry a session.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_forms::Id;
use beffroi_forms::model::Kind;
use beffroi_forms::value::{Answers, Parser, Typed, Value, input_texts};
use beffroi_people::{Attribute, Opened};
use beffroi_store::params;
use beffroi_web::{Ctx, Faults, Page, Posted, Problem};
use time::OffsetDateTime;
use uuid::Uuid;

use super::news::country;
use super::{person, see};
use crate::follow::pages::open_file;
use crate::postal;
use crate::revisions::Revisions;
use crate::sources::{Held, reading};
use crate::store::{files, readings};

/// Files looked at for what the account does not know.
const FILES: usize = 10;

/// A block that the person corrects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    Name,
    Phone,
    Birth,
    Address,
}

impl Block {
    const ALL: [Self; 4] = [Self::Name, Self::Phone, Self::Birth, Self::Address];

    /// Its part of the address and of text keys.
    fn word(self) -> &'static str {
        match self {
            Self::Name => "nom",
            Self::Phone => "telephone",
            Self::Birth => "naissance",
            Self::Address => "adresse",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|block| block.word() == word)
    }

    /// The source by which forms name it.
    fn source(self) -> &'static str {
        match self {
            Self::Name => "account.name",
            Self::Phone => "account.phone",
            Self::Birth => "account.birth_date",
            Self::Address => "account.address",
        }
    }

    fn kind(self, ctx: &Ctx) -> Kind {
        match self {
            Self::Name => Kind::PersonName {},
            Self::Phone => Kind::Phone { country: country(ctx) },
            Self::Birth => Kind::Date { min: None, max: None },
            Self::Address => Kind::Address {},
        }
    }

    /// Parts of its form; one without a name when it has none.
    fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["given", "family"],
            Self::Phone => &[""],
            Self::Birth => &["day", "month", "year"],
            Self::Address => &["street", "number", "box", "postcode", "municipality"],
        }
    }

    /// What the account keeps of an answer.
    fn attributes(self, value: &Value) -> Vec<(Attribute, String)> {
        let part = |name: &str| match value {
            Value::Parts(parts) => parts.get(name).cloned().unwrap_or_default(),
            _ => String::new(),
        };
        match (self, value) {
            (Self::Name, _) => {
                vec![(Attribute::GivenName, part("given")), (Attribute::FamilyName, part("family"))]
            }
            (Self::Address, _) => vec![(Attribute::Address, postal::lines(value))],
            (Self::Birth, Value::Date(date)) => vec![(Attribute::BirthDate, beffroi_web::dates::iso(*date))],
            (Self::Phone, Value::Text(text)) => vec![(Attribute::Phone, text.clone())],
            _ => Vec::new(),
        }
    }
}

/// A block of the page.
struct Shown {
    word: &'static str,
    /// Empty when nothing is known.
    text: String,
    since: String,
    /// The file that holds it, when the account does not.
    from: Option<(String, Vec<(String, String)>)>,
}

impl Shown {
    fn key(&self) -> String {
        format!("procedures-data-block-{}", self.word)
    }

    fn href(&self) -> String {
        format!("/moi/donnees/{}", self.word)
    }
}

/// What a register said once.
struct FromRegister {
    id: Uuid,
    source: String,
    when: String,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "my-data.html")]
struct MyData {
    page: Page,
    blocks: Vec<Shown>,
    email: String,
    national_number: String,
    registers: Vec<FromRegister>,
    said: bool,
}

/// What the account knows, with the moment it was last written.
struct Account(Vec<(Attribute, String, OffsetDateTime)>);

impl Account {
    async fn open(opened: &Opened) -> Result<Self, Problem> {
        let known = opened.attributes_dated().await?;
        Ok(Self(known.into_iter().map(|(of, clear, at)| (of, clear.as_str().to_owned(), at)).collect()))
    }

    fn get(&self, attribute: Attribute) -> &str {
        self.0.iter().find(|(of, ..)| *of == attribute).map_or("", |(_, text, _)| text)
    }

    fn since(&self, page: &Page, attribute: Attribute) -> String {
        self.0.iter().find(|(of, ..)| *of == attribute).map(|(.., at)| page.day(at)).unwrap_or_default()
    }

    /// The texts of a block's inputs.
    fn texts(&self, block: Block) -> Vec<(String, String)> {
        let one = |part: &str, attribute| (part.to_owned(), self.get(attribute).to_owned());
        match block {
            Block::Name => vec![one("given", Attribute::GivenName), one("family", Attribute::FamilyName)],
            Block::Phone => vec![one("", Attribute::Phone)],
            Block::Birth => {
                let mut pieces = self.get(Attribute::BirthDate).split('-').map(str::to_owned);
                let mut next = || pieces.next().unwrap_or_default();
                let (year, month, day) = (next(), next(), next());
                vec![("day".to_owned(), day), ("month".to_owned(), month), ("year".to_owned(), year)]
            }
            Block::Address => {
                let parts = postal::parts(self.get(Attribute::Address));
                parts.into_iter().map(|(part, text)| (part.to_owned(), text)).collect()
            }
        }
    }

    fn shown(&self, page: &Page, block: Block) -> Shown {
        let (text, attribute) = match block {
            Block::Name => {
                let whole = [self.get(Attribute::GivenName), self.get(Attribute::FamilyName)].join(" ");
                (whole.trim().to_owned(), Attribute::FamilyName)
            }
            Block::Phone => (self.get(Attribute::Phone).to_owned(), Attribute::Phone),
            Block::Birth => {
                let date = crate::model::iso_date(self.get(Attribute::BirthDate));
                (date.map(|date| page.date(&date)).unwrap_or_default(), Attribute::BirthDate)
            }
            Block::Address => (self.get(Attribute::Address).replace('\n', ", "), Attribute::Address),
        };
        let since = if text.is_empty() { String::new() } else { self.since(page, attribute) };
        Shown { word: block.word(), text, since, from: None }
    }
}

/// `GET /moi/donnees`
pub(super) async fn page(ctx: Ctx, Extension(revisions): Extension<Revisions>) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let opened = ctx.desk().open_own(actor).await?;
    let page = Page::new(&ctx, "procedures-data-title", "procedures-data-description").private();
    let account = Account::open(&opened).await?;
    let mut blocks: Vec<Shown> = Block::ALL.into_iter().map(|block| account.shown(&page, block)).collect();
    complete(&page, &revisions, &opened, &mut blocks).await?;
    let template = MyData {
        blocks,
        email: account.get(Attribute::Email).to_owned(),
        national_number: account.get(Attribute::NationalNumber).to_owned(),
        registers: registers(&page, &opened).await?,
        said: ctx.param("fait").is_some(),
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}

/// Fills the blocks that the account does not know with what her last files hold.
async fn complete(
    page: &Page,
    revisions: &Revisions,
    opened: &Opened,
    blocks: &mut [Shown],
) -> Result<(), Problem> {
    let ctx = page.ctx();
    if blocks.iter().all(|block| !block.text.is_empty()) {
        return Ok(());
    }
    for listed in files::of_person(ctx.db(), opened.person()).await?.into_iter().take(FILES) {
        let Some(row) = files::by_number(ctx.db(), &listed.number).await? else { continue };
        let file = open_file(ctx, revisions, &row, opened).await?;
        for shown in blocks.iter_mut().filter(|shown| shown.text.is_empty()) {
            let Some(block) = Block::of(shown.word) else { continue };
            let Some((kind, value)) = answered(&file.ready.form, &file.answers, block) else { continue };
            let texts = input_texts(kind, value);
            shown.text = Held(texts.iter().cloned().collect()).line();
            shown.since = page.day(&row.filed_at);
            shown.from = Some((row.number.clone(), texts));
        }
    }
    Ok(())
}

/// The answer of a file to the question that an account could have answered.
fn answered<'f>(
    form: &'f beffroi_forms::compiled::Compiled,
    answers: &'f Answers,
    block: Block,
) -> Option<(&'f Kind, &'f Value)> {
    form.nodes().iter().filter(|node| node.block.is_none()).find_map(|node| {
        let about_her = node.item.source.iter().any(|source| source == block.source());
        let value = answers.get(node.item.id.as_str()).filter(|_| about_her)?;
        Some((&node.item.kind, value))
    })
}

async fn registers(page: &Page, opened: &Opened) -> Result<Vec<FromRegister>, Problem> {
    let ctx = page.ctx();
    let mut found = Vec::new();
    for row in readings::of_person(ctx.db(), opened.person()).await? {
        let Some(body) = reading::open(opened, &row)? else { continue };
        found.push(FromRegister {
            id: row.id,
            source: reading::title(ctx, &row.source),
            when: page.moment(&row.read_at),
            lines: body.values.values().map(Held::line).collect(),
        });
    }
    Ok(found)
}

/// An input of a block.
struct Input {
    /// `valeur`, `valeur.street`.
    name: String,
    part: &'static str,
    text: String,
}

impl Input {
    fn label_key(&self) -> String {
        let part = if self.part.is_empty() { "phone" } else { self.part };
        format!("procedures-part-{part}")
    }
}

#[derive(Template)]
#[template(path = "my-data-block.html")]
struct Correct {
    page: Page,
    faults: Faults,
    title: String,
    inputs: Vec<Input>,
}

fn show(ctx: &Ctx, block: Block, faults: Faults, texts: &[(String, String)]) -> Result<Response, Problem> {
    let title = ctx.s(&format!("procedures-data-block-{}", block.word()));
    let page = Page::titled(ctx, title.clone(), ctx.s("procedures-data-description"))
        .private()
        .refused(!faults.is_empty());
    let input = |part: &&'static str| Input {
        name: if part.is_empty() { "valeur".to_owned() } else { format!("valeur.{part}") },
        part,
        text: texts.iter().find(|(of, _)| of == part).map(|(_, text)| text.clone()).unwrap_or_default(),
    };
    let status = faults.status();
    let inputs = block.parts().iter().map(input).collect();
    page.html(status, &Correct { page: page.clone(), faults, title, inputs })
}

/// `GET /moi/donnees/{block}`
pub(super) async fn form(ctx: Ctx, Path(word): Path<String>) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let block = Block::of(&word).ok_or_else(Problem::not_found)?;
    let opened = ctx.desk().open_own(actor).await?;
    let texts = Account::open(&opened).await?.texts(block);
    show(&ctx, block, Faults::default(), &texts)
}

/// `POST /moi/donnees/{block}`: what the account keeps from now on, and forms propose.
pub(super) async fn correct(ctx: Ctx, Path(word): Path<String>, posted: Posted) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let person = person(actor)?;
    let block = Block::of(&word).ok_or_else(Problem::not_found)?;
    let typed: Typed = posted.pairs().filter(|(name, _)| name.starts_with("valeur")).collect();
    let read = Parser { year: ctx.today().year() }.read(&block.kind(&ctx), "valeur", &typed);
    let known = match &read {
        Ok(Some(value)) if is_plausible(&ctx, value) => block.attributes(value),
        _ => Vec::new(),
    };
    if known.is_empty() {
        let first = block.parts().first().copied().unwrap_or_default();
        let mut faults = Faults::default();
        let field = if first.is_empty() { "valeur".to_owned() } else { format!("valeur.{first}") };
        faults.push(field, ctx.s(&format!("procedures-data-wrong-{}", block.word())));
        let texts: Vec<(String, String)> = posted
            .pairs()
            .filter_map(|(name, text)| {
                let part = name.strip_prefix("valeur")?;
                Some((part.trim_start_matches('.').to_owned(), text.to_owned()))
            })
            .collect();
        return show(&ctx, block, faults, &texts);
    }
    let (desk, known) = (ctx.desk(), &known);
    ctx.db()
        .write(move |tx| async move {
            for (attribute, text) in known {
                desk.set_attribute(&tx, person, *attribute, text).await?;
            }
            Ok::<_, Problem>(())
        })
        .await?;
    Ok(see(&ctx, "/moi/donnees?fait=1"))
}

/// Nobody is born tomorrow, nor has a name of a thousand letters.
fn is_plausible(ctx: &Ctx, value: &Value) -> bool {
    match value {
        Value::Date(date) => *date <= ctx.today() && date.year() > 1890,
        Value::Parts(parts) => parts.values().all(|text| text.chars().count() <= 100),
        _ => true,
    }
}

/// `POST /moi/donnees/registre/{reading}/oublier`: the answer of a register is not kept any more; a request already sent keeps its own answers.
pub(super) async fn forget(ctx: Ctx, Path(id): Path<String>, _posted: Posted) -> Result<Response, Problem> {
    let person = person(ctx.person()?)?;
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    let rows = readings::of_person(ctx.db(), person).await?;
    let row = rows.into_iter().find(|row| row.id == id).ok_or_else(Problem::not_found)?;
    ctx.db()
        .write(move |tx| async move {
            tx.exec(&readings::FORGET, params![row.holder, row.id, person]).await?;
            Ok::<_, Problem>(())
        })
        .await?;
    Ok(see(&ctx, "/moi/donnees?fait=1"))
}

/// Names of parts that are also names of fields.
pub(crate) fn proposed_address(name: &Id, text: &str) -> Vec<(String, String)> {
    postal::parts(text).into_iter().map(|(part, text)| (format!("{name}.{part}"), text)).collect()
}
