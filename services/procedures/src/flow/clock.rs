//! The dates a file has to keep: by when the commune said that it answers, and the day on which the law lets its silence decide
//! (CRPA L231-1 and following). Both run and stop by the same rule; `procedures_file.due_on` and `legal_on` are what it says now.

use beffroi_forms::clock::legal::{self, Reading};
use beffroi_forms::model::{Country, Form, Incomplete, Period, PeriodUnit, Silence};
use beffroi_store::{Tx, params};
use beffroi_web::{Ctx, Problem, dates};
use serde_json::json;
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use crate::filing::{self, Entry};
use crate::model;
use crate::revisions::Ready;
use crate::store::watch::{self, DatesRow, Stop};

/// A file is pressing this many days before the answer it was promised, and before silence decides.
const BEFORE_DUE: Duration = Duration::days(5);
const BEFORE_SILENCE: Duration = Duration::days(10);

/// The delay that the procedure announces: of its form, else of its sheet, else thirty days.
pub(crate) fn announced(ready: &Ready) -> Period {
    let meta = &ready.model().meta;
    let unit = if meta.announced_working { PeriodUnit::WorkingDays } else { PeriodUnit::Days };
    match (meta.announced_days, ready.sheet.delay_days) {
        (Some(n), _) => Period { n, unit },
        (None, n) if n > 0 => Period { n, unit: PeriodUnit::Days },
        _ => Period { n: 30, unit: PeriodUnit::Days },
    }
}

/// What the clocks of a file say.
#[derive(Clone, Debug)]
pub(crate) struct Clocks {
    /// Of the announced delay.
    pub announced: Reading,
    /// Of the legal one, when the law sets one.
    pub legal: Option<Reading>,
}

impl Clocks {
    /// The last day of the announced delay.
    pub(crate) fn due(&self) -> Date {
        self.announced.last_day()
    }

    /// From this day on the file is pressing.
    fn alert(&self) -> Date {
        let due = self.due().saturating_sub(BEFORE_DUE);
        let legal = self.legal.as_ref().map(|of| of.decision_on.saturating_sub(BEFORE_SILENCE));
        legal.map_or(due, |legal| due.min(legal))
    }
}

fn country(ctx: &Ctx) -> Country {
    if ctx.authority().profile.country == "FR" { Country::Fr } else { Country::Be }
}

/// The day it is at the town hall at that instant.
pub(crate) fn day(ctx: &Ctx, at: OffsetDateTime) -> Date {
    dates::civil(at, ctx.authority().zone()).date
}

/// Reads both clocks on a day: an open correction counts as answered then.
pub(crate) fn read(ctx: &Ctx, ready: &Ready, filed: Date, stops: &[Stop], today: Date) -> Option<Clocks> {
    let corrections: Vec<_> = stops.iter().map(|stop| stop.correction(|at| day(ctx, at))).collect();
    let form: &Form = ready.model();
    let rule = form.clock.as_ref().map_or(Incomplete::Continue, |clock| clock.correction);
    let read = |period| legal::measure(period, rule, filed, &corrections, today, country(ctx));
    Some(Clocks {
        announced: read(announced(ready))?,
        legal: match &form.clock {
            Some(clock) => Some(read(clock.period)?),
            None => None,
        },
    })
}

/// The answer that a request sent that day is promised.
pub(crate) fn promised(ctx: &Ctx, ready: &Ready, filed: Date) -> Date {
    read(ctx, ready, filed, &[], filed).map_or(filed, |clocks| clocks.due())
}

/// Does the law let silence decide this procedure? `true`: it accepts.
pub(crate) fn silence(ready: &Ready) -> Option<bool> {
    match ready.model().clock.as_ref()?.silence {
        Silence::Accept => Some(true),
        Silence::Reject => Some(false),
        Silence::Nothing => None,
    }
}

/// Writes the dates of a file as its clocks say them now, and tells the applicant when the promised one moves. What an open
/// correction will add is not known yet: it counts as one day.
pub(crate) async fn keep(
    ctx: &Ctx,
    tx: &Tx,
    ready: &Ready,
    file: Uuid,
    person: Uuid,
    filed_at: OffsetDateTime,
) -> Result<DatesRow, Problem> {
    let kept = watch::dates_in(tx, file).await?;
    let stops = watch::stops_in(tx, file).await?;
    let filed = day(ctx, filed_at);
    // As of the day of filing, so that an open correction counts from its own day and not until today.
    let Some(clocks) = read(ctx, ready, filed, &stops, filed) else { return Ok(kept) };
    let now = DatesRow {
        due_on: dates::iso(clocks.due()),
        legal_on: clocks.legal.as_ref().map(|of| dates::iso(of.decision_on)),
        alert_on: Some(dates::iso(clocks.alert())),
        ..kept.clone()
    };
    if now == kept {
        return Ok(now);
    }
    let values = params![file, now.due_on.as_str(), now.legal_on.as_deref(), now.alert_on.as_deref()];
    tx.exec(&watch::SET_DATES, values).await?;
    if kept.alert_on.is_some() && kept.due_on != now.due_on {
        let data = json!({ "from": kept.due_on, "to": now.due_on });
        let entry = Entry { kind: "due_moved", public: true, data, body: None };
        filing::write_event(ctx, tx, file, person, None, entry).await?;
    }
    Ok(now)
}

/// The start of a day at the town hall.
pub(crate) fn morning(ctx: &Ctx, day: &str) -> Option<OffsetDateTime> {
    let date = model::iso_date(day)?;
    Some(dates::instant(dates::Civil { date, time: time::Time::MIDNIGHT }, ctx.authority().zone()))
}
