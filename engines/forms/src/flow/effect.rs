//! Effects: actions whose texts are filled and whose values are computed.

use rust_decimal::Decimal;

use crate::Id;
use crate::check::State;
use crate::cond::Val;
use crate::model::{Act, ErrorPolicy, Item, Kind, Party, PublicState, Target, Via};
use crate::value::Value;

/// Something for the host to do, or to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The file enters a step.
    Entered {
        step: Id,
        public: PublicState,
        waiting: bool,
    },
    Notify {
        to: Vec<Party>,
        addresses: Vec<String>,
        via: Vec<Via>,
        subject: String,
        body: String,
        /// Subject and body without any answer: for whoever may not read them.
        outside: (String, String),
        attach: Vec<Id>,
    },
    Banner {
        text: String,
        to: Vec<Party>,
    },
    Note {
        text: String,
        to: Vec<Party>,
    },
    Ask {
        id: Id,
        who: Vec<Party>,
        label: String,
        items: Vec<Item>,
        to: Option<Target>,
    },
    /// `None` empties the field.
    Set {
        field: Id,
        value: Option<Value>,
    },
    Document {
        document: Id,
    },
    /// `amount` in euros; `None` when it could not be computed: an agent has to look.
    Payment {
        amount: Option<Decimal>,
        label: String,
        paid: Option<Target>,
    },
    Appointment {
        calendar: String,
        label: String,
    },
    Opinion {
        from: String,
        days: u32,
        question: String,
    },
    Assign {
        role: Id,
        unit: String,
    },
    Call {
        connector: String,
        method: String,
        url: String,
        body: Vec<(String, serde_json::Value)>,
        result: Option<Id>,
        on_error: ErrorPolicy,
    },
    Editable {
        who: Vec<Party>,
        label: String,
        fields: Vec<Id>,
        to: Option<Target>,
    },
    Anonymise,
    Delete,
}

/// What an action comes to with the answers of this moment: an effect, or where `go` leads.
pub(super) fn resolve(act: &Act, state: &State) -> Result<Effect, Target> {
    let text = |text: &crate::Text| state.text(text, None);
    Ok(match act {
        Act::Notify { to, addresses, via, subject, body, attach } => Effect::Notify {
            to: to.clone(),
            addresses: addresses.iter().map(|a| state.term(a).to_text()).filter(|a| !a.is_empty()).collect(),
            via: via.clone(),
            subject: text(subject),
            body: text(body),
            outside: (state.text_without_answers(subject), state.text_without_answers(body)),
            attach: attach.clone(),
        },
        Act::Banner { text: shown, to } => Effect::Banner { text: text(shown), to: to.clone() },
        Act::Note { text: shown, to } => Effect::Note { text: text(shown), to: to.clone() },
        Act::Ask { id, who, label, items, to } => Effect::Ask {
            id: id.clone(),
            who: who.clone(),
            label: text(label),
            items: items.clone(),
            to: to.clone(),
        },
        Act::Set { field, value } => {
            Effect::Set { field: field.clone(), value: set(field, &state.term(value), state) }
        }
        Act::Document { document } => Effect::Document { document: document.clone() },
        Act::Payment { amount, label, paid } => {
            Effect::Payment { amount: state.term(amount).number(), label: text(label), paid: paid.clone() }
        }
        Act::Appointment { calendar, label } => {
            Effect::Appointment { calendar: calendar.clone(), label: text(label) }
        }
        Act::Opinion { from, days, question } => {
            Effect::Opinion { from: text(from), days: *days, question: text(question) }
        }
        Act::Assign { role, unit } => Effect::Assign { role: role.clone(), unit: text(unit) },
        Act::Call { connector, method, url, body, result, on_error } => Effect::Call {
            connector: connector.clone(),
            method: method.clone(),
            url: text(url),
            body: body.iter().map(|(key, value)| (key.clone(), state.term(value).to_json())).collect(),
            result: result.clone(),
            on_error: on_error.clone(),
        },
        Act::Editable { who, label, fields, to } => {
            Effect::Editable { who: who.clone(), label: text(label), fields: fields.clone(), to: to.clone() }
        }
        Act::Anonymise {} => Effect::Anonymise,
        Act::Delete {} => Effect::Delete,
        Act::Go { to } => return Err(to.clone()),
    })
}

/// The value as the back-office field holds it; nothing if the field cannot hold it.
fn set(field: &Id, val: &Val, state: &State) -> Option<Value> {
    let kind = &state.form().node(field)?.item.kind;
    let json = match (kind, val) {
        (Kind::Integer { .. } | Kind::Decimal { .. }, _) | (_, Val::List(_) | Val::Bool(_) | Val::Empty) => {
            val.to_json()
        }
        (_, val) => serde_json::Value::String(val.to_text()),
    };
    Value::from_json(kind, &json, state.context().today().year()).ok().flatten()
}
