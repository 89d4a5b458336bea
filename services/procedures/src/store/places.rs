//! Places, events of life and the map of a commune: what an operator imported last.

use beffroi_store::{AuthorityDb, StoreError, Tx, params, statements};
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use crate::places::drawing::Drawing;
use crate::places::{LifeEvent, Place};

statements! {
    pub(crate) PLACES = "select content, changed_at from procedures_place where authority = $1 order by position, slug";
    pub(crate) PLACE = "select content, changed_at from procedures_place where authority = $1 and slug = $2";
    pub(crate) DROP_PLACES = "delete from procedures_place where authority = $1";
    pub(crate) ADD_PLACE = "insert into procedures_place (authority, slug, position, content, changed_at) values ($1, $2, $3, $4, $5)";
    pub(crate) EVENTS = "select content, changed_at from procedures_life_event where authority = $1 order by position, slug";
    pub(crate) EVENT = "select content, changed_at from procedures_life_event where authority = $1 and slug = $2";
    pub(crate) DROP_EVENTS = "delete from procedures_life_event where authority = $1";
    pub(crate) ADD_EVENT = "insert into procedures_life_event (authority, slug, position, content, changed_at) values ($1, $2, $3, $4, $5)";
    pub(crate) MAP = "select content, changed_at from procedures_map where authority = $1";
    pub(crate) DROP_MAP = "delete from procedures_map where authority = $1";
    pub(crate) ADD_MAP = "insert into procedures_map (authority, content, changed_at) values ($1, $2, $3)";
}

/// Something imported, and when.
#[derive(Clone, Debug)]
pub(crate) struct Dated<T> {
    pub of: T,
    pub changed_at: OffsetDateTime,
}

fn read<T: DeserializeOwned>(rows: &[beffroi_store::Row]) -> Result<Vec<Dated<T>>, StoreError> {
    let mut read = Vec::new();
    for row in rows {
        // What another version wrote and this one cannot read is left out rather than taking the page down.
        if let Ok(of) = serde_json::from_value(row.get(0)?) {
            read.push(Dated { of, changed_at: row.get(1)? });
        }
    }
    Ok(read)
}

/// Every place, in the order of its file.
pub(crate) async fn places(db: &AuthorityDb) -> Result<Vec<Dated<Place>>, StoreError> {
    read(&db.query(&PLACES, params![]).await?)
}

pub(crate) async fn place(db: &AuthorityDb, slug: &str) -> Result<Option<Place>, StoreError> {
    Ok(read(&db.query(&PLACE, params![slug]).await?)?.pop().map(|dated| dated.of))
}

/// Every event of life, in the order of its file.
pub(crate) async fn events(db: &AuthorityDb) -> Result<Vec<Dated<LifeEvent>>, StoreError> {
    read(&db.query(&EVENTS, params![]).await?)
}

pub(crate) async fn event(db: &AuthorityDb, slug: &str) -> Result<Option<LifeEvent>, StoreError> {
    Ok(read(&db.query(&EVENT, params![slug]).await?)?.pop().map(|dated| dated.of))
}

pub(crate) async fn map(db: &AuthorityDb) -> Result<Option<Drawing>, StoreError> {
    Ok(read(&db.query(&MAP, params![]).await?)?.pop().map(|dated| dated.of))
}

fn json<T: Serialize>(of: &T) -> serde_json::Value {
    serde_json::to_value(of).expect("what was read from JSON is JSON again")
}

/// Puts these places in the stead of those that were there.
pub(crate) async fn set_places(tx: &Tx, places: &[Place], now: OffsetDateTime) -> Result<(), StoreError> {
    tx.exec(&DROP_PLACES, params![]).await?;
    for (position, place) in (0_i64..).zip(places) {
        tx.exec(&ADD_PLACE, params![place.id.as_str(), position, json(place), now]).await?;
    }
    Ok(())
}

/// Puts these events in the stead of those that were there.
pub(crate) async fn set_events(tx: &Tx, events: &[LifeEvent], now: OffsetDateTime) -> Result<(), StoreError> {
    tx.exec(&DROP_EVENTS, params![]).await?;
    for (position, event) in (0_i64..).zip(events) {
        tx.exec(&ADD_EVENT, params![event.id.as_str(), position, json(event), now]).await?;
    }
    Ok(())
}

pub(crate) async fn set_map(tx: &Tx, map: &Drawing, now: OffsetDateTime) -> Result<(), StoreError> {
    tx.exec(&DROP_MAP, params![]).await?;
    tx.exec(&ADD_MAP, params![json(map), now]).await?;
    Ok(())
}
