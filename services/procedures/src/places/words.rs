//! Opening hours as people read them.

use beffroi_forms::clock::holidays::is_holiday;
use beffroi_forms::model::Country;
use beffroi_web::{Ctx, Lang, dates};
use time::{Date, Duration};

use super::hours::{self, Status};
use super::model::{Place, Slot, Weekday};

/// Days ahead of which exceptions and holidays are announced.
const AHEAD: i64 = 60;

/// A day and its hours.
pub(super) struct Line {
    pub day: String,
    pub hours: String,
    /// What was written for the day, in French.
    pub reason: String,
}

fn country(ctx: &Ctx) -> Country {
    match ctx.authority().profile.country.as_str() {
        "FR" => Country::Fr,
        "LU" => Country::Lu,
        "NL" => Country::Nl,
        "DE" => Country::De,
        _ => Country::Be,
    }
}

fn day_name(ctx: &Ctx, day: Weekday) -> String {
    ctx.s(&format!("procedures-places-day-{}", day.code()))
}

/// « mercredi 25 novembre »
fn full_day(ctx: &Ctx, date: Date) -> String {
    format!("{} {}", day_name(ctx, Weekday::of(date)), dates::day_month(ctx.lang(), date))
}

/// « de 8 h 30 à 12 h 00, de 13 h 30 à 18 h 00 », or « fermé ».
fn slots(ctx: &Ctx, slots: &[Slot]) -> String {
    if slots.is_empty() {
        return ctx.s("procedures-places-closed");
    }
    let texts = ctx.app().texts();
    let said = slots.iter().map(|slot| {
        let hour = |time| dates::hour(ctx.lang(), time);
        let args = [("from", hour(slot.from).into()), ("to", hour(slot.to).into())];
        texts.get(ctx.lang(), "procedures-places-from-to", &args).0
    });
    said.collect::<Vec<_>>().join(", ")
}

/// « Ouvert maintenant, jusqu’à 12 h 00. »
pub(super) fn status(ctx: &Ctx, place: &Place) -> String {
    let now = dates::civil(ctx.now(), ctx.authority().zone());
    let country = country(ctx);
    let say = |key: &str, args: &[(&str, String)]| {
        let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        ctx.app().texts().get(ctx.lang(), key, &args).0
    };
    let hour = |time| dates::hour(ctx.lang(), time);
    match hours::status(place, now.date, now.time, |day| is_holiday(day, country)) {
        Status::Open { until } => say("procedures-places-open-until", &[("time", hour(until))]),
        Status::Closed { next: Some((date, from)) } => match (date - now.date).whole_days() {
            0 => say("procedures-places-opens-today", &[("time", hour(from))]),
            1 => say("procedures-places-opens-tomorrow", &[("time", hour(from))]),
            _ => say("procedures-places-opens-on", &[("day", full_day(ctx, date)), ("time", hour(from))]),
        },
        Status::Closed { next: None } => ctx.s("procedures-places-opens-never"),
    }
}

/// The seven days of every week.
pub(super) fn week(ctx: &Ctx, place: &Place) -> Vec<Line> {
    let line = |day: Weekday| Line {
        day: day_name(ctx, day),
        hours: slots(ctx, &hours::of_week(place, day)),
        reason: String::new(),
    };
    Weekday::ALL.into_iter().map(line).collect()
}

/// The days to come whose hours are not the week's: exceptions, and legal holidays on which it would have been open.
pub(super) fn otherwise(ctx: &Ctx, place: &Place) -> Vec<Line> {
    let (today, country) = (ctx.today(), country(ctx));
    let holiday = |day| is_holiday(day, country);
    let days = (0..AHEAD).filter_map(|days| today.checked_add(Duration::days(days)));
    days.filter_map(|day| {
        let reason = match hours::exception(place, day) {
            Some(exception) => exception.reason.clone(),
            None if holiday(day) && !place.open_on_holidays => ctx.s("procedures-places-holiday"),
            None => return None,
        };
        let of_day = hours::of_day(place, day, holiday);
        if of_day == hours::of_week(place, Weekday::of(day)) {
            return None;
        }
        Some(Line { day: full_day(ctx, day), hours: slots(ctx, &of_day), reason })
    })
    .collect()
}

/// Hours of one line of the file in French, for the linked data: « lundi, mardi : de 08:30 à 12:00 ».
pub(crate) fn weekly_in_french(weekly: &super::model::Weekly) -> String {
    let names = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
    let days: Vec<&str> = Weekday::ALL
        .iter()
        .zip(names)
        .filter(|(day, _)| weekly.days.contains(day))
        .map(|(_, name)| name)
        .collect();
    let hour = |time| dates::hour(Lang::Fr, time);
    format!("{}\u{a0}: de {} à {}", days.join(", "), hour(weekly.from), hour(weekly.to))
}
