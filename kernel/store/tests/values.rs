//! Values go through both engines alike, and what one of them cannot keep is refused by both.

mod common;

use beffroi_store::{Db, FromValue, Row, StoreError, Value, both_engines, params};
use common::{CLUB, KEEP, KEPT};
use serde_json::json;
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

const HAUTVAL: Uuid = Uuid::from_u128(1);

beffroi_store::statements! {
    TYPES (kernel) = "select count(*) as a, sum(whole) as b, avg(number) as c, max(words) as d from club_kind";
    SORTED = "select words from club_kind where authority = $1 order by words";
    LIKE = "select words from club_kind where authority = $1 and words like $2";
    INSIDE = "select document ->> 'name' as name from club_kind where authority = $1 and document ->> 'name' = $2";
    TRUE_ONES = "select id from club_kind where authority = $1 and flag";
    REVERSED = "select $3 as second, $2 as first from club_kind where authority = $1 and words = $2 and words <> $3";
    WRONG_TYPE = "update club_kind set whole = $2 where authority = $1";
}

/// Keeps one row and reads it back.
async fn keep(db: &Db, values: [Value; 7]) -> Result<Row, StoreError> {
    let hautval = db.of(HAUTVAL);
    let id = Uuid::from_u128(rand(&values));
    let values = &values;
    hautval
        .write(move |tx| async move {
            let mut given = vec![Value::from(id)];
            given.extend(values.iter().cloned());
            tx.exec(&KEEP, given.into()).await
        })
        .await?;
    hautval.one(&KEPT, params![id]).await
}

fn rand(values: &[Value; 7]) -> u128 {
    let digest = beffroi_store::files::Digest::of(format!("{values:?}").as_bytes());
    u128::from_be_bytes(digest.0[..16].try_into().expect("sixteen bytes"))
}

/// A row that holds `value` in the column at `place` and nothing elsewhere.
async fn keep_one(db: &Db, place: usize, value: impl Into<Value>) -> Result<Row, StoreError> {
    let mut values: [Value; 7] = std::array::from_fn(|_| Value::Null);
    values[place] = value.into();
    keep(db, values).await
}

async fn returns<T>(db: &Db, place: usize, value: T)
where
    T: FromValue + PartialEq + std::fmt::Debug + Clone + Into<Value>,
{
    let row = keep_one(db, place, value.clone()).await.expect("kept");
    assert_eq!(row.get::<T>(place), Ok(value.clone()));
    assert_eq!(row.get::<Option<T>>(place), Ok(Some(value)));
}

both_engines! {
    migrations: [CLUB];

    async fn every_kind_of_value_comes_back_as_it_went(db: Db) {
        for flag in [true, false] {
            returns(&db, 0, flag).await;
        }
        for whole in [0, 1, -1, i64::MIN, i64::MAX] {
            returns(&db, 1, whole).await;
        }
        for number in [0.0, -1.5, f64::MIN_POSITIVE, f64::MAX, 1e-300, 0.1] {
            returns(&db, 2, number).await;
        }
        for words in ["", "l’été à Liège", "a'b\"c\\d", "🏛", "\u{1}\t\r\n", "$1 ? :x"] {
            returns(&db, 3, words.to_owned()).await;
        }
        for bytes in [vec![], vec![0], (0..=255).collect::<Vec<u8>>()] {
            returns(&db, 4, bytes).await;
        }
        for moment in [
            OffsetDateTime::UNIX_EPOCH,
            datetime!(2026-11-23 12:34:56.123456 UTC),
            datetime!(1969-12-31 23:59:59.999999 UTC),
            datetime!(0001-01-01 0:00 UTC),
            datetime!(9999-12-31 23:59:59.999999 UTC),
        ] {
            returns(&db, 5, moment).await;
        }
        for document in [json!({}), json!([1, "a", null, true, 1.5]), json!({"a": {"b": ["é", "🏛"]}}), json!("x")] {
            returns(&db, 6, document).await;
        }
    }

    async fn a_uuid_column_returns_uuids(db: Db) {
        let hautval = db.of(HAUTVAL);
        keep_one(&db, 0, true).await.expect("kept");
        let found = hautval.one(&TRUE_ONES, params![]).await.expect("found");
        assert!(found.get::<Uuid>(0).is_ok());
        assert!(found.get_by::<Uuid>("id").is_ok());
    }

    async fn nothing_comes_back_as_nothing(db: Db) {
        let row = keep(&db, std::array::from_fn(|_| Value::Null)).await.expect("kept");
        assert_eq!(row.get::<Option<String>>(3), Ok(None));
        assert_eq!(row.get::<Option<serde_json::Value>>(6), Ok(None));
        assert!(matches!(row.get::<String>(3), Err(StoreError::Column { .. })));
        assert_eq!(row.get::<String>(9), Err(StoreError::NoColumn("9".to_owned())));
        assert_eq!(row.get_by::<String>("wordz"), Err(StoreError::NoColumn("wordz".to_owned())));
    }

    async fn a_moment_is_kept_in_utc_to_the_microsecond(db: Db) {
        let row = keep_one(&db, 5, datetime!(2026-11-23 14:00:00.123456789 +2)).await.expect("kept");
        assert_eq!(row.get::<OffsetDateTime>(5), Ok(datetime!(2026-11-23 12:00:00.123456 UTC)));
    }

    async fn the_nul_character_is_refused_everywhere(db: Db) {
        let refused = Err(StoreError::NulInText("KEEP"));
        assert_eq!(keep_one(&db, 3, "a\0b").await, refused);
        assert_eq!(keep_one(&db, 6, json!({"a": ["b\0"]})).await, refused);
        assert_eq!(keep_one(&db, 6, json!({"a\0": 1})).await, refused);
        returns(&db, 4, b"a\0b".to_vec()).await;
    }

    async fn numbers_and_moments_out_of_range_are_refused(db: Db) {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(keep_one(&db, 2, number).await, Err(StoreError::NotFinite("KEEP")));
        }
        let before = datetime!(-0001-01-01 0:00 UTC);
        assert_eq!(keep_one(&db, 5, before).await, Err(StoreError::TimeOutOfRange("KEEP")));
    }

    async fn a_value_of_the_wrong_type_is_refused(db: Db) {
        let hautval = db.of(HAUTVAL);
        keep_one(&db, 1, 5_i64).await.expect("kept");
        let refused = hautval.write(move |tx| async move { tx.exec(&WRONG_TYPE, params!["five"]).await }).await;
        assert!(matches!(refused, Err(StoreError::WrongType { statement: "WRONG_TYPE", .. })), "{refused:?}");
    }

    async fn sums_and_counts_are_whole_numbers(db: Db) {
        for whole in [5_i64, 7] {
            keep(&db, [Value::Null, whole.into(), 0.5.into(), "x".into(), Value::Null, Value::Null, Value::Null])
                .await.expect("kept");
        }
        let row = db.kernel().one(&TYPES, params![]).await.expect("counted");
        assert_eq!((row.get::<i64>(0), row.get::<i64>(1), row.get::<f64>(2)), (Ok(2), Ok(12), Ok(0.5)));
        assert_eq!(row.get::<String>(3), Ok("x".to_owned()));
    }

    async fn texts_sort_and_match_by_their_bytes(db: Db) {
        for words in ["b", "a", "B", "é", "A", "_", "aa"] {
            keep_one(&db, 3, words).await.expect("kept");
        }
        let hautval = db.of(HAUTVAL);
        let sorted = hautval.query(&SORTED, params![]).await.expect("sorted");
        let sorted: Vec<String> = sorted.iter().map(|row| row.get(0).expect("a text")).collect();
        assert_eq!(sorted, ["A", "B", "_", "a", "aa", "b", "é"]);
        let found = hautval.query(&LIKE, params!["a%"]).await.expect("matched");
        assert_eq!(found.len(), 2, "capital letters are other letters");
    }

    async fn a_field_of_a_document_is_found(db: Db) {
        keep_one(&db, 6, json!({"name": "Hautval", "n": 1})).await.expect("kept");
        keep_one(&db, 6, json!({"n": 2})).await.expect("kept");
        let found = db.of(HAUTVAL).query(&INSIDE, params!["Hautval"]).await.expect("found");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].get_by::<String>("name"), Ok("Hautval".to_owned()));
    }

    async fn parameters_are_bound_by_number_not_by_place(db: Db) {
        keep_one(&db, 3, "first").await.expect("kept");
        let row = db.of(HAUTVAL).one(&REVERSED, params!["first", "second"]).await.expect("found");
        assert_eq!(row.get_by::<String>("first"), Ok("first".to_owned()));
        assert_eq!(row.get_by::<String>("second"), Ok("second".to_owned()));
    }

    async fn a_long_list_comes_whole(db: Db) {
        for number in 0..200_i64 {
            keep_one(&db, 1, number).await.expect("kept");
        }
        assert_eq!(db.of(HAUTVAL).query_long(&SORTED, params![]).await.expect("read").len(), 200);
    }
}
