//! A revision as a form to fill in by hand: every question with its instructions, conditions as sentences, boxes and lines for the answers,
//! where to sign and where to send it.

use beffroi_forms::cond::{Cond, Labels, Literal, Term};
use beffroi_forms::model::{Audience, Channel, ChannelKind, Form, Item, Kind, Opt};
use beffroi_forms::{Id, Text};
use beffroi_print_types::{self as print, Block, Document, Qr};
use beffroi_web::{App, Authority, Lang, TextArgs};
use time::Date;

use crate::documents::{head_of, print_lang};

/// A revision about to be printed.
pub(crate) struct Subject<'s> {
    pub slug: &'s str,
    pub revision: i64,
    pub form: &'s Form,
    pub title: &'s str,
    pub date: Date,
}

/// Why paper cannot ask what the screen asks: the revision is not published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unprintable {
    /// A question without words.
    #[error("the question `{0}` has no label")]
    NoLabel(String),
    /// A choice without anything to choose.
    #[error("the question `{0}` has no option")]
    NoOption(String),
    /// The printer refused.
    #[error("{0}")]
    Printer(String),
}

/// Copies of a block's rows on paper; more go on a sheet beside it.
const ROWS: u32 = 3;
/// More options than one ticks on paper: the answer is written.
const TICKS: usize = 40;

/// The form as a document.
pub(crate) fn of(app: &App, authority: &Authority, of: &Subject<'_>) -> Result<Document, Unprintable> {
    let lang = Lang::from_tag(&of.form.lang).unwrap_or_default();
    let mut writer = Writer { app, form: of.form, lang, blocks: Vec::new(), number: 0, numbers: Vec::new() };
    let title = if of.title.is_empty() { of.slug } else { of.title };
    let mut document = Document::new(
        print_lang(lang),
        print::Kind::Form,
        title,
        head_of(app, authority, lang, None),
        of.date,
    );
    let code = super::code(of.slug, of.revision);
    document.reference = Some(code.clone());
    document.lead = Some(writer.text("procedures-paper-lead", &[]));
    document.qr = Some(Qr {
        url: app.public_href(authority, &format!("/papier/{code}")),
        caption: writer.text("procedures-paper-code", &[("code", code.as_str().into())]),
    });
    writer.count();
    writer.identity();
    writer.pages()?;
    writer.end();
    document.blocks = writer.blocks;
    Ok(document)
}

struct Writer<'w> {
    app: &'w App,
    form: &'w Form,
    lang: Lang,
    blocks: Vec<Block>,
    number: usize,
    /// Number of each question on the paper, so that a condition can name it.
    numbers: Vec<(Id, usize)>,
}

/// Items of a form in order, those inside sections and blocks too.
fn each<'f>(items: &'f [Item], act: &mut dyn FnMut(&'f Item)) {
    for item in items {
        act(item);
        each(item.kind.children(), act);
    }
}

/// Whether a person answers it on paper.
fn is_question(item: &Item) -> bool {
    item.audience == Audience::Citizen
        && item.kind.is_input()
        && !matches!(item.kind, Kind::Computed { .. } | Kind::Block { .. } | Kind::Section { .. })
}

impl Writer<'_> {
    fn text(&self, key: &str, args: TextArgs<'_>) -> String {
        self.app.texts().get(self.lang, key, args).0
    }

    /// Gives each question its number, before any condition names one.
    fn count(&mut self) {
        let mut numbers = Vec::new();
        for page in &self.form.pages {
            each(&page.items, &mut |item| {
                if is_question(item) && condition(item.when.as_ref()).is_some() {
                    numbers.push((item.id.clone(), numbers.len() + 1));
                }
            });
        }
        self.numbers = numbers;
    }

    /// A text of the author: what it takes from answers stands as a dotted line.
    fn plain(&self, text: &Text) -> String {
        text.fill(|id, _| self.param_value(id).unwrap_or_else(|| "……".to_owned()))
    }

    fn param_value(&self, id: &Id) -> Option<String> {
        let param = self.form.params.iter().find(|param| param.id == *id)?;
        param.default.as_ref().map(|literal| match literal {
            Literal::Bool(yes) => if *yes { "oui" } else { "non" }.to_owned(),
            Literal::Integer(n) => n.to_string(),
            Literal::Text(text) => text.clone(),
        })
    }

    /// How the person is reached, where the form itself does not ask it.
    fn identity(&mut self) {
        let mut asked: Vec<&str> = Vec::new();
        for page in &self.form.pages {
            each(&page.items, &mut |item| {
                if item.source.iter().any(|of| of.starts_with("account.")) {
                    asked.push(item.kind.name());
                }
            });
        }
        let wanted = [
            ("person_name", "name", 1),
            ("address", "address", 2),
            ("phone", "phone", 1),
            ("email", "email", 1),
        ];
        let missing: Vec<_> = wanted.into_iter().filter(|(kind, ..)| !asked.contains(kind)).collect();
        self.blocks.push(Block::heading(self.text("procedures-paper-you", &[])));
        for (_, what, lines) in missing {
            let label = self.text(&format!("procedures-paper-your-{what}"), &[]);
            self.blocks.push(Block::Blank { label, hint: None, lines });
        }
        let options =
            ["letter", "mail", "sms"].map(|of| self.text(&format!("procedures-paper-by-{of}"), &[]));
        let label = self.text("procedures-paper-answer-by", &[]);
        self.blocks.push(Block::Ticks { label, hint: None, options: options.to_vec() });
    }

    fn pages(&mut self) -> Result<(), Unprintable> {
        let form = self.form;
        for page in &form.pages {
            let Some(when) = condition(page.when.as_ref()) else { continue };
            self.blocks.push(Block::heading(self.plain(&page.title)));
            if let Some(sentence) = self.only_if(&when) {
                self.blocks.push(Block::paragraph(sentence));
            }
            for rule in &page.require {
                if condition(rule.when.as_ref()).is_some() {
                    self.blocks.push(Block::paragraph(self.plain(&rule.otherwise)));
                }
            }
            self.items(&page.items)?;
        }
        Ok(())
    }

    fn items(&mut self, items: &[Item]) -> Result<(), Unprintable> {
        for item in items.iter().filter(|item| item.audience == Audience::Citizen) {
            if let Some(when) = condition(item.when.as_ref()) {
                self.item(item, &when)?;
            }
        }
        Ok(())
    }

    fn item(&mut self, item: &Item, when: &Cond) -> Result<(), Unprintable> {
        let label = self.plain(&item.label);
        match &item.kind {
            Kind::Computed { .. } => {}
            Kind::Heading { .. } => self.blocks.push(Block::Heading { level: 2, text: label }),
            Kind::Paragraph {} => {
                if let Some(sentence) = self.about(when) {
                    self.blocks.push(Block::paragraph(sentence));
                }
                let parts = label.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
                self.blocks.extend(parts.map(Block::paragraph));
            }
            Kind::Section { items } => {
                self.blocks.push(Block::Heading { level: 2, text: label });
                if let Some(sentence) = self.only_if(when) {
                    self.blocks.push(Block::paragraph(sentence));
                }
                self.items(items)?;
            }
            Kind::Block { rows: [least, most], items } => self.rows(item, when, *least, *most, items)?,
            _ if label.trim().is_empty() => return Err(Unprintable::NoLabel(item.id.to_string())),
            _ => self.question(item, when, &label)?,
        }
        Ok(())
    }

    fn rows(
        &mut self,
        item: &Item,
        when: &Cond,
        least: u32,
        most: u32,
        items: &[Item],
    ) -> Result<(), Unprintable> {
        let label = self.plain(&item.label);
        if let Some(sentence) = self.only_if(when) {
            self.blocks.push(Block::paragraph(sentence));
        }
        let copies = most.min(ROWS.max(least)).max(1);
        for row in 1..=copies {
            let args = [("label", label.as_str().into()), ("n", row.into())];
            let text = if copies > 1 { self.text("procedures-paper-row", &args) } else { label.clone() };
            self.blocks.push(Block::Heading { level: 2, text });
            self.items(items)?;
        }
        if most > copies {
            let more = self.text("procedures-paper-more-rows", &[("n", most.into())]);
            self.blocks.push(Block::paragraph(more));
        }
        Ok(())
    }

    /// A question with its number, its instructions and room for the answer.
    fn question(&mut self, item: &Item, when: &Cond, label: &str) -> Result<(), Unprintable> {
        let number = self.numbers.iter().find(|(id, _)| *id == item.id).map_or(0, |(_, number)| *number);
        self.number = number;
        let optional =
            if item.required { String::new() } else { format!(" {}", self.text("web-optional", &[])) };
        let label = format!("{number}. {label}{optional}");
        let (form, options) = self.shape(item)?;
        let hints = [self.only_if(when).unwrap_or_default(), self.plain(&item.help), form];
        let hint = hints.into_iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n");
        let hint = (!hint.is_empty()).then_some(hint);
        self.blocks.push(match options {
            Answer::Lines(lines) => Block::Blank { label, hint, lines },
            Answer::Ticks(options) => Block::Ticks { label, hint, options },
        });
        Ok(())
    }

    /// How an answer is written: an instruction, and lines or boxes.
    fn shape(&self, item: &Item) -> Result<(String, Answer), Unprintable> {
        let say = |what: &str| self.text(&format!("procedures-paper-how-{what}"), &[]);
        let yes_no =
            || Answer::Ticks(vec![self.text("procedures-yes", &[]), self.text("procedures-no", &[])]);
        Ok(match &item.kind {
            Kind::YesNo {} => (String::new(), yes_no()),
            Kind::Checkbox {} => (String::new(), Answer::Ticks(vec![self.text("procedures-yes", &[])])),
            Kind::Choice { .. } | Kind::Choices { .. } => {
                let one = matches!(item.kind, Kind::Choice { .. });
                let options = self.options(&item.kind);
                if options.is_empty() && !self.is_open(&item.kind) {
                    return Err(Unprintable::NoOption(item.id.to_string()));
                }
                let hint = if one { say("one") } else { say("several") };
                match options.len() {
                    1..=TICKS => (hint, Answer::Ticks(options)),
                    _ => (String::new(), Answer::Lines(1)),
                }
            }
            Kind::File { .. } => (say("file"), Answer::Ticks(vec![say("joined")])),
            Kind::Date { .. } => (say("date"), Answer::Lines(1)),
            Kind::Time { .. } => (say("time"), Answer::Lines(1)),
            Kind::Datetime { .. } => (say("datetime"), Answer::Lines(1)),
            Kind::Period { .. } => (say("period"), Answer::Lines(1)),
            Kind::PersonName {} => (say("name"), Answer::Lines(1)),
            Kind::Address {} => (say("address"), Answer::Lines(2)),
            Kind::Map { .. } => (say("map"), Answer::Lines(2)),
            Kind::FileLink { .. } => (say("file-link"), Answer::Lines(1)),
            Kind::LongText { max_len } => {
                let lines = max_len.map_or(6, |most| (most / 90).clamp(4, 14));
                (String::new(), Answer::Lines(u8::try_from(lines).unwrap_or(14)))
            }
            Kind::Integer { unit: Some(unit), .. } | Kind::Decimal { unit: Some(unit), .. } => {
                (self.text("procedures-paper-how-unit", &[("unit", unit.as_str().into())]), Answer::Lines(1))
            }
            _ => (String::new(), Answer::Lines(1)),
        })
    }

    /// Labels of the options, each with its own condition.
    fn options(&self, kind: &Kind) -> Vec<String> {
        let (list, own): (Option<&Id>, &[Opt]) = match kind {
            Kind::Choice { list, options, .. } | Kind::Choices { list, options, .. } => {
                (list.as_ref(), options)
            }
            _ => (None, &[]),
        };
        if let Some(list) = list.and_then(|id| self.form.lists.iter().find(|list| list.id == *id)) {
            let at = list.columns.iter().position(|column| *column == *"label").unwrap_or(0);
            return list.rows.iter().filter_map(|row| row.get(at)).cloned().collect();
        }
        let shown = |option: &Opt| {
            let when = condition(option.when.as_ref())?;
            let label = self.plain(&option.label);
            Some(match self.only_if(&when) {
                Some(sentence) => format!("{label} ({sentence})"),
                None => label,
            })
        };
        own.iter().filter_map(shown).collect()
    }

    /// Whether its options come from a register when people answer.
    fn is_open(&self, kind: &Kind) -> bool {
        let list = match kind {
            Kind::Choice { list, .. } | Kind::Choices { list, .. } => list.as_ref(),
            _ => None,
        };
        list.and_then(|id| self.form.lists.iter().find(|list| list.id == *id))
            .is_some_and(|list| list.register.is_some())
    }

    /// « Répondez seulement si … », unless everybody answers.
    fn only_if(&self, when: &Cond) -> Option<String> {
        self.sentence(when, "procedures-paper-only-if")
    }

    /// « Ceci vous concerne si … »
    fn about(&self, when: &Cond) -> Option<String> {
        self.sentence(when, "procedures-paper-about-if")
    }

    fn sentence(&self, when: &Cond, key: &str) -> Option<String> {
        match when.constant() {
            Some(_) => None,
            None => Some(self.text(key, &[("condition", when.sentence(self).into())])),
        }
    }

    /// Where to sign, where to send it, and when the answer comes.
    fn end(&mut self) {
        self.blocks.push(Block::heading(self.text("procedures-paper-sign-title", &[])));
        self.blocks.push(Block::paragraph(self.text("procedures-paper-sign-text", &[])));
        for (what, lines) in [("date", 1), ("signature", 3)] {
            let label = self.text(&format!("procedures-paper-{what}"), &[]);
            self.blocks.push(Block::Blank { label, hint: None, lines });
        }
        let mut paragraphs: Vec<String> =
            self.form.channels.iter().filter_map(|channel| self.channel(channel)).collect();
        if let Some(days) = self.form.meta.announced_days {
            paragraphs.push(self.text("procedures-paper-delay", &[("n", days.into())]));
        }
        let title = self.text("procedures-paper-send", &[]);
        self.blocks.push(Block::Notice { title, paragraphs });
    }

    /// A way to send or to ask, in one line.
    fn channel(&self, channel: &Channel) -> Option<String> {
        let key = match channel.kind {
            ChannelKind::Counter => "procedures-channel-counter",
            ChannelKind::Phone => "procedures-channel-phone",
            ChannelKind::Post => "procedures-channel-post",
            ChannelKind::Aidant => "procedures-channel-aidant",
            ChannelKind::Online => return None,
        };
        let mut line = format!("{}\u{a0}: {}", self.text(key, &[]), channel.at);
        if !channel.hours.is_empty() && channel.kind != ChannelKind::Post {
            line = format!("{line} ({})", channel.hours);
        }
        Some(line)
    }
}

/// Room for an answer.
enum Answer {
    Lines(u8),
    Ticks(Vec<String>),
}

/// The condition as paper can ask it; `None` when paper never shows what it guards.
fn condition(when: Option<&Cond>) -> Option<Cond> {
    let when = when.map_or_else(Cond::always, Cond::on_paper);
    (when.constant() != Some(false)).then_some(when)
}

impl Labels for Writer<'_> {
    fn field(&self, id: &Id) -> String {
        let number = self.numbers.iter().find(|(of, _)| of == id).map(|(_, number)| format!("{number}. "));
        format!(
            "{}{}",
            number.unwrap_or_default(),
            self.plain(&self.item_of(id).map(|of| of.label.clone()).unwrap_or_default())
        )
    }

    fn option(&self, field: &Id, option: &str) -> String {
        let kind = self.item_of(field).map(|item| &item.kind);
        let named = match kind {
            Some(Kind::Choice { options, list, .. } | Kind::Choices { options, list, .. }) => {
                let own = options.iter().find(|of| of.id == option).map(|of| self.plain(&of.label));
                own.or_else(|| self.listed(list.as_ref()?, option))
            }
            Some(Kind::LinkedChoice { list, .. }) => self.listed(list, option),
            _ => None,
        };
        named.unwrap_or_else(|| option.to_owned())
    }

    fn param(&self, id: &Id) -> String {
        self.param_value(id).unwrap_or_else(|| id.to_string())
    }

    fn computed(&self, id: &Id) -> Option<&Term> {
        match &self.item_of(id)?.kind {
            Kind::Computed { value, .. } => Some(value),
            _ => None,
        }
    }
}

impl<'w> Writer<'w> {
    fn item_of(&self, id: &Id) -> Option<&'w Item> {
        let form: &'w Form = self.form;
        let mut found = None;
        for page in &form.pages {
            each(&page.items, &mut |item| {
                if found.is_none() && item.id == *id {
                    found = Some(item);
                }
            });
        }
        found
    }

    fn listed(&self, list: &Id, option: &str) -> Option<String> {
        let list = self.form.lists.iter().find(|of| of.id == *list)?;
        let column = |name: &str| list.columns.iter().position(|column| *column == *name);
        let row =
            list.rows.iter().find(|row| row.get(column("id").unwrap_or(0)).is_some_and(|of| of == option))?;
        row.get(column("label")?).cloned()
    }
}
