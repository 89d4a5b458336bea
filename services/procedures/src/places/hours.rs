//! Opening hours as a calculation: which hours a day has, whether it is open now, when it opens next. Pure; the day and the hour are those
//! of the town's own clock.

use time::{Date, Duration, Time};

use super::model::{Exception, Place, Slot, Weekday};

/// How far ahead the next opening is looked for.
const HORIZON: i64 = 400;

/// What a passer-by sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Open {
        until: Time,
    },
    /// `None`: no opening is announced.
    Closed {
        next: Option<(Date, Time)>,
    },
}

/// The exception that a day falls under; the last one written when there are several.
pub(crate) fn exception(place: &Place, date: Date) -> Option<&Exception> {
    place.exceptions.iter().rev().find(|exception| (exception.from..=exception.to).contains(&date))
}

/// Hours of every week on a day, in order; hours that touch or overlap are one.
pub(crate) fn of_week(place: &Place, day: Weekday) -> Vec<Slot> {
    let slots = place.hours.iter().filter(|weekly| weekly.days.contains(&day));
    merged(slots.map(|weekly| Slot { from: weekly.from, to: weekly.to }).collect())
}

/// Hours of a day of the calendar.
pub(crate) fn of_day(place: &Place, date: Date, is_holiday: impl Fn(Date) -> bool) -> Vec<Slot> {
    match exception(place, date) {
        Some(exception) => merged(exception.hours.clone()),
        None if is_holiday(date) && !place.open_on_holidays => Vec::new(),
        None => of_week(place, Weekday::of(date)),
    }
}

fn merged(mut slots: Vec<Slot>) -> Vec<Slot> {
    slots.retain(|slot| slot.from < slot.to);
    slots.sort_unstable();
    let mut whole: Vec<Slot> = Vec::new();
    for slot in slots {
        match whole.last_mut() {
            Some(last) if slot.from <= last.to => last.to = last.to.max(slot.to),
            _ => whole.push(slot),
        }
    }
    whole
}

/// Open or closed at an hour of a day.
pub(crate) fn status(place: &Place, date: Date, time: Time, is_holiday: impl Fn(Date) -> bool) -> Status {
    let today = of_day(place, date, &is_holiday);
    if let Some(slot) = today.iter().find(|slot| slot.from <= time && time < slot.to) {
        return Status::Open { until: slot.to };
    }
    if let Some(slot) = today.iter().find(|slot| slot.from > time) {
        return Status::Closed { next: Some((date, slot.from)) };
    }
    let next = (1..=HORIZON)
        .filter_map(|days| date.checked_add(Duration::days(days)))
        .find_map(|day| of_day(place, day, &is_holiday).first().map(|slot| (day, slot.from)));
    Status::Closed { next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beffroi_forms::clock::holidays::is_holiday;
    use beffroi_forms::model::Country;
    use proptest::prelude::*;
    use serde_json::json;
    use time::macros::{date, time};

    fn town_hall() -> Place {
        serde_json::from_value(json!({
            "id": "hotel-de-ville", "name": "Hôtel de ville",
            "address": { "street": "place du Beffroi", "number": "1", "postcode": "4999", "municipality": "Hautval" },
            "hours": [
                { "days": ["mo", "tu", "we", "th", "fr"], "from": "08:30", "to": "12:00" },
                { "days": ["we"], "from": "13:30", "to": "18:00" },
            ],
            "exceptions": [
                { "from": "2026-12-24", "to": "2026-12-31", "reason": "Congés d’hiver" },
                { "from": "2026-12-30", "to": "2026-12-30", "hours": [{ "from": "10:00", "to": "11:00" }] },
            ],
        }))
        .expect("a place")
    }

    fn at(date: Date, time: Time) -> Status {
        status(&town_hall(), date, time, |day| is_holiday(day, Country::Be))
    }

    #[test]
    fn the_door_is_open_or_says_when_it_opens() {
        let next = |date, time| Status::Closed { next: Some((date, time)) };
        let wednesday = date!(2026 - 11 - 25);
        assert_eq!(at(wednesday, time!(8:29)), next(wednesday, time!(8:30)));
        assert_eq!(at(wednesday, time!(8:30)), Status::Open { until: time!(12:00) });
        assert_eq!(at(wednesday, time!(12:00)), next(wednesday, time!(13:30)));
        assert_eq!(at(wednesday, time!(18:00)), next(date!(2026 - 11 - 26), time!(8:30)));
        assert_eq!(at(date!(2026 - 11 - 27), time!(12:30)), next(date!(2026 - 11 - 30), time!(8:30)));
    }

    #[test]
    fn holidays_and_exceptions_close_and_open() {
        let next = |date, time| Status::Closed { next: Some((date, time)) };
        // 11 November 2026 is a Wednesday.
        assert_eq!(at(date!(2026 - 11 - 11), time!(9:00)), next(date!(2026 - 11 - 12), time!(8:30)));
        assert_eq!(at(date!(2026 - 12 - 24), time!(9:00)), next(date!(2026 - 12 - 30), time!(10:00)));
        assert_eq!(at(date!(2026 - 12 - 30), time!(10:30)), Status::Open { until: time!(11:00) });
        // 1 January is a holiday, the 2nd a Saturday.
        assert_eq!(at(date!(2026 - 12 - 31), time!(9:00)), next(date!(2027 - 01 - 04), time!(8:30)));
        let always = Place { open_on_holidays: true, ..town_hall() };
        let status = status(&always, date!(2026 - 11 - 11), time!(9:00), |_| true);
        assert_eq!(status, Status::Open { until: time!(12:00) });
        let never = Place { hours: Vec::new(), exceptions: Vec::new(), ..town_hall() };
        assert_eq!(
            super::status(&never, date!(2026 - 11 - 11), time!(9:00), |_| false),
            Status::Closed { next: None }
        );
    }

    fn any_place() -> impl Strategy<Value = Place> {
        let weekly = (0_usize..7, 0_u8..24, 0_u8..24).prop_map(|(day, from, to)| {
            json!({ "days": [Weekday::ALL[day].code()], "from": format!("{from:02}:00"), "to": format!("{to:02}:30") })
        });
        prop::collection::vec(weekly, 0..8).prop_map(|hours| Place {
            hours: serde_json::from_value(json!(hours)).expect("hours"),
            ..town_hall()
        })
    }

    proptest! {
        #[test]
        fn the_announced_opening_is_one_and_the_first(place in any_place(), day in 0_i64..800, hour in 0_u8..24, minute in 0_u8..60) {
            let date = date!(2026 - 01 - 01) + Duration::days(day);
            let now = Time::from_hms(hour, minute, 0).expect("an hour of the day");
            let holiday = |day| is_holiday(day, Country::Be);
            match status(&place, date, now, holiday) {
                Status::Open { until } => {
                    prop_assert!(until > now);
                    prop_assert!(!matches!(status(&place, date, until, holiday), Status::Open { .. }), "merged hours do not touch");
                }
                Status::Closed { next: Some((day, from)) } => {
                    prop_assert!((day, from) > (date, now));
                    let opens = matches!(status(&place, day, from, holiday), Status::Open { .. });
                    prop_assert!(opens);
                    if day > date {
                        let between = day.previous_day().expect("after 2026");
                        let late = of_day(&place, between, holiday).iter().any(|slot| (between, slot.from) > (date, now));
                        prop_assert!(!late, "nothing opens before");
                    }
                }
                Status::Closed { next: None } => prop_assert!(place.hours.iter().all(|weekly| weekly.from >= weekly.to)),
            }
        }
    }
}
