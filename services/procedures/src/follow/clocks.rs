//! What the clocks of a file say, in words: by when the commune answers, what stopped the clock, what its silence would mean.

use askama::Template;
use beffroi_forms::clock::legal::{Fault, Reading};
use beffroi_forms::model::{Period, PeriodUnit};
use beffroi_web::{Ctx, Markup, Page, Problem, dates};
use time::Date;

use crate::flow::clock;
use crate::revisions::Ready;
use crate::store::files::FileRow;
use crate::store::watch::{self, Stop};

/// A correction that stopped the clock.
pub(crate) struct Stopped {
    /// Text key of what was wrong.
    pub key: &'static str,
    pub asked: Date,
    pub answered: Option<Date>,
    /// Days that did not count, both ends included; up to today while it is open.
    pub days: i64,
}

/// One clock.
pub(crate) struct Clock {
    /// « 30 jours ouvrables »
    pub period: String,
    pub start: Date,
    pub last: Date,
    pub stopped_days: u32,
}

/// Both clocks of a file today.
pub(crate) struct Clocks {
    pub filed: Date,
    /// The answer that was promised on the day of filing.
    pub promised: Date,
    pub announced: Clock,
    pub legal: Option<Clock>,
    /// `true`: silence accepts.
    pub silence: Option<bool>,
    /// The day of the decision by silence.
    pub decides_on: Option<Date>,
    pub stops: Vec<Stopped>,
    /// A correction is open: nothing decides by itself.
    pub waiting: bool,
}

fn period(ctx: &Ctx, of: Period) -> String {
    let key = match of.unit {
        PeriodUnit::Days => "procedures-flow-days",
        PeriodUnit::WorkingDays => "procedures-flow-working-days",
        PeriodUnit::Weeks => "procedures-flow-weeks",
        PeriodUnit::Months => "procedures-flow-months",
    };
    ctx.app().texts().get(ctx.lang(), key, &[("n", i64::from(of.n).into())]).0
}

fn clock(ctx: &Ctx, length: Period, reading: &Reading) -> Clock {
    Clock {
        period: period(ctx, length),
        start: reading.start,
        last: reading.last_day(),
        stopped_days: reading.stopped_days,
    }
}

fn stopped(ctx: &Ctx, stop: &Stop) -> Stopped {
    let key = match stop.fault {
        Fault::Incomplete => "procedures-flow-stop-incomplete",
        Fault::Incorrect => "procedures-flow-stop-incorrect",
        Fault::Outdated => "procedures-flow-stop-outdated",
    };
    let asked = clock::day(ctx, stop.asked);
    let answered = stop.answered.map(|at| clock::day(ctx, at));
    let days = (answered.unwrap_or(ctx.today()) - asked).whole_days() + 1;
    Stopped { key, asked, answered, days }
}

/// Reads them; `None` beyond the calendar.
pub(crate) async fn read(ctx: &Ctx, row: &FileRow, ready: &Ready) -> Result<Option<Clocks>, Problem> {
    let stops = watch::stops(ctx.db(), row.id).await?;
    let filed = clock::day(ctx, row.filed_at);
    let Some(clocks) = clock::read(ctx, ready, filed, &stops, ctx.today()) else { return Ok(None) };
    let legal_period = ready.model().clock.as_ref().map(|of| of.period);
    Ok(Some(Clocks {
        filed,
        promised: clock::promised(ctx, ready, filed),
        announced: clock(ctx, clock::announced(ready), &clocks.announced),
        legal: clocks.legal.as_ref().zip(legal_period).map(|(reading, length)| clock(ctx, length, reading)),
        silence: clock::silence(ready),
        decides_on: clocks.legal.as_ref().map(|of| of.decision_on),
        waiting: clocks.announced.waiting,
        stops: stops.iter().map(|stop| stopped(ctx, stop)).collect(),
    }))
}

#[derive(Template)]
#[template(path = "clocks.html")]
struct Block<'b> {
    page: &'b Page,
    clocks: Clocks,
}

impl Block<'_> {
    fn long(&self, date: &Date) -> String {
        dates::long(self.page.ctx().lang(), *date)
    }

    fn moved(&self) -> bool {
        self.clocks.announced.last != self.clocks.promised
    }
}

/// What the applicant reads beside the date of the answer.
pub(super) async fn block(ctx: &Ctx, page: &Page, row: &FileRow, ready: &Ready) -> Result<Markup, Problem> {
    let Some(clocks) = read(ctx, row, ready).await?.filter(|_| row.open) else {
        return Ok(Markup::default());
    };
    Ok(Markup::trusted(Block { page, clocks }.render()?))
}
