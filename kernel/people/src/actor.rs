//! Who acts, and what she may do: pure questions, asked by pages, services and the vault alike.
//!
//! | role | may |
//! |---|---|
//! | resident (implicit) | read and change what is her own |
//! | agent | work on the files of her unit, for the purposes that name agents |
//! | unit head | the same, and assign, for the unit |
//! | counter | receive people: find them and write down what they ask, for the units that the role covers |
//! | procedure author | write and publish procedures |
//! | administrator | accounts, units, settings; **no personal data** |
//! | auditor | journal, register, figures; **no personal data** |

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::register::{Processing, Use};

/// A right given to a person, for one unit or for the whole commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Works on the files of a unit.
    Agent,
    /// Leads a unit.
    UnitHead,
    /// Receives people at the counter, on the telephone and by post, and writes down what they ask.
    Counter,
    /// Writes and publishes procedures.
    Author,
    /// Manages accounts, units and settings, without access to personal data.
    Administrator,
    /// Reads journal, register and figures, without access to personal data.
    Auditor,
}

impl Role {
    /// Every role that can be granted.
    pub const ALL: [Self; 6] =
        [Self::Agent, Self::UnitHead, Self::Counter, Self::Author, Self::Administrator, Self::Auditor];

    /// The word under which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::UnitHead => "unit_head",
            Self::Counter => "counter",
            Self::Author => "author",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// Whether the role can ever open personal data.
    pub const fn sees_personal_data(self) -> bool {
        matches!(self, Self::Agent | Self::UnitHead | Self::Counter)
    }

    /// Whether the role handles files, and so has a queue.
    const fn handles_files(self) -> bool {
        matches!(self, Self::Agent | Self::UnitHead)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No role of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such role")]
pub struct NoSuchRole;

impl FromStr for Role {
    type Err = NoSuchRole;

    fn from_str(text: &str) -> Result<Self, NoSuchRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(NoSuchRole)
    }
}

/// A service of the commune, as the holder of a role knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnitName {
    /// Its identifier.
    pub id: Uuid,
    /// Its name, "État civil".
    pub name: String,
}

/// A role in a unit, or in the whole commune.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grant {
    /// What she may do.
    pub role: Role,
    /// Where; `None` is the whole commune.
    pub unit: Option<UnitName>,
}

impl Grant {
    /// Whether it reaches this unit; what no unit holds is reached from the whole commune only.
    fn covers(&self, unit: Option<Uuid>) -> bool {
        self.unit.as_ref().is_none_or(|here| Some(here.id) == unit)
    }
}

/// Whoever does something: a person or a program of the commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// A person, with an account or holding a tracking code.
    Person(Uuid),
    /// A job; its name stands in the journal.
    Automaton(&'static str),
}

/// Who acts, in which session, with which rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// A person or a program.
    pub who: Who,
    /// The session, the visit with a tracking code, or the run of a job: what one journal entry covers.
    pub session: Uuid,
    /// Her roles.
    pub grants: Vec<Grant>,
    /// The person who let her into a file of hers, while she acts on that file.
    pub joint: Option<Uuid>,
}

impl Actor {
    /// A job of this name; `run` tells one run from another.
    pub const fn automaton(name: &'static str, run: Uuid) -> Self {
        Self { who: Who::Automaton(name), session: run, grants: Vec::new(), joint: None }
    }

    /// Somebody without account who proved, by a tracking code, that the person is she.
    pub const fn holder(person: Uuid, visit: Uuid) -> Self {
        Self { who: Who::Person(person), session: visit, grants: Vec::new(), joint: None }
    }

    /// The same person, on a file into which `person` let her. The service that keeps the file has checked it.
    #[must_use]
    pub fn joined_to(&self, person: Uuid) -> Self {
        Self { joint: Some(person), grants: Vec::new(), ..self.clone() }
    }

    /// The person acting; `None` for a program.
    pub const fn person(&self) -> Option<Uuid> {
        match self.who {
            Who::Person(person) => Some(person),
            Who::Automaton(_) => None,
        }
    }

    /// Whether the actor is this person.
    pub fn is(&self, person: Uuid) -> bool {
        self.person() == Some(person)
    }

    /// Whether she holds any role.
    pub fn is_staff(&self) -> bool {
        !self.grants.is_empty()
    }

    /// Whether she holds the role somewhere.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether she holds the role in this unit or in the whole commune.
    pub fn has_in(&self, role: Role, unit: Uuid) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.covers(Some(unit)))
    }

    /// Agent or head of the unit.
    pub fn works_in(&self, unit: Uuid) -> bool {
        self.has_in(Role::Agent, unit) || self.heads(unit)
    }

    /// Head of the unit.
    pub fn heads(&self, unit: Uuid) -> bool {
        self.has_in(Role::UnitHead, unit)
    }

    /// Agent or head of any unit.
    pub fn is_agent(&self) -> bool {
        self.has(Role::Agent) || self.has(Role::UnitHead)
    }

    /// Receives people: at the counter, or in a unit.
    pub fn receives(&self) -> bool {
        self.is_agent() || self.has(Role::Counter)
    }

    /// May write and publish procedures.
    pub fn may_author(&self) -> bool {
        self.has(Role::Author)
    }

    /// May manage accounts, units and settings. Programs may: the command line and the demonstration do.
    pub fn may_administer(&self) -> bool {
        self.has(Role::Administrator) || matches!(self.who, Who::Automaton(_))
    }

    /// May read journal, register and figures.
    pub fn may_audit(&self) -> bool {
        self.has(Role::Auditor)
    }

    /// The units she works in, in the order of her grants.
    pub fn units(&self) -> Vec<&UnitName> {
        let mut units: Vec<&UnitName> = Vec::new();
        let at_work = self.grants.iter().filter(|grant| grant.role.handles_files());
        for unit in at_work.filter_map(|grant| grant.unit.as_ref()) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        units
    }

    /// The grant by which she may use a processing on a file of `unit`; `None` when she may not. Break-glass and the
    /// processings declared for any unit step over the unit's wall, never over the role.
    pub fn grant_for(&self, processing: &Processing, unit: Option<Uuid>) -> Option<&Grant> {
        let walled = processing.use_ == Use::Ordinary;
        let fits = |grant: &&Grant| {
            let here = !walled || grant.covers(unit);
            here && grant.role.sees_personal_data() && processing.who.contains(&grant.role)
        };
        self.grants.iter().find(fits)
    }

    /// Whether she may use the processing on the data of `person`, in a file held by `unit`.
    pub fn may_use(&self, processing: &Processing, person: Uuid, unit: Option<Uuid>) -> bool {
        match processing.use_ {
            Use::Own => self.is(person),
            Use::Joint => self.joint == Some(person),
            Use::Automatic => matches!(self.who, Who::Automaton(_)),
            Use::Ordinary | Use::AnyUnit | Use::BreakGlass => self.grant_for(processing, unit).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::{EMERGENCY, OWN, Register};

    const CIVIL: Uuid = Uuid::from_u128(1);
    const ROADS: Uuid = Uuid::from_u128(2);
    const ZOE: Uuid = Uuid::from_u128(3);

    fn actor(grants: &[(Role, Option<Uuid>)]) -> Actor {
        let unit = |id: Option<Uuid>| id.map(|id| UnitName { id, name: String::new() });
        let grants = grants.iter().map(|&(role, id)| Grant { role, unit: unit(id) }).collect();
        Actor { who: Who::Person(Uuid::from_u128(9)), session: Uuid::nil(), grants, joint: None }
    }

    /// Every role against every question, as in the table at the head of this file.
    #[test]
    fn each_role_may_what_the_table_says() {
        let answers = |role| {
            let actor = actor(&[(role, None)]);
            [
                actor.works_in(CIVIL),
                actor.heads(CIVIL),
                actor.may_author(),
                actor.may_administer(),
                actor.may_audit(),
            ]
        };
        assert_eq!(answers(Role::Agent), [true, false, false, false, false]);
        assert_eq!(answers(Role::UnitHead), [true, true, false, false, false]);
        assert_eq!(answers(Role::Counter), [false; 5]);
        assert_eq!(answers(Role::Author), [false, false, true, false, false]);
        assert_eq!(answers(Role::Administrator), [false, false, false, true, false]);
        assert_eq!(answers(Role::Auditor), [false, false, false, false, true]);
        let resident = Actor::holder(ZOE, Uuid::nil());
        assert!(!resident.is_staff() && !resident.may_administer() && resident.is(ZOE));
        assert!(Actor::automaton("essai", Uuid::nil()).may_administer());
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
    }

    #[test]
    fn somebody_let_into_a_file_reads_it_and_nothing_else() {
        let register = Register::new([]).expect("the kernel's own processings stand");
        let joint = Processing { code: "x", use_: Use::Joint, who: &[], ..*register.get(EMERGENCY).unwrap() };
        let own = register.get(OWN).unwrap();
        let neighbour = actor(&[(Role::Agent, None)]);
        assert!(!neighbour.may_use(&joint, ZOE, None));
        let joined = neighbour.joined_to(ZOE);
        assert!(joined.may_use(&joint, ZOE, None) && !joined.may_use(&joint, CIVIL, None));
        assert!(!joined.may_use(own, ZOE, None) && !joined.is(ZOE) && !joined.is_staff());
    }

    #[test]
    fn a_role_in_one_unit_does_not_reach_another_but_an_emergency_does() {
        let register = Register::new([]).expect("the kernel's own processings stand");
        let (own, emergency) = (register.get(OWN).unwrap(), register.get(EMERGENCY).unwrap());
        let ordinary = Processing { code: "x", use_: Use::Ordinary, ..*emergency };
        let agent = actor(&[(Role::Agent, Some(CIVIL)), (Role::Author, Some(ROADS))]);
        let counter = Processing { code: "y", use_: Use::AnyUnit, ..*emergency };
        assert!(agent.may_use(&ordinary, ZOE, Some(CIVIL)) && !agent.may_use(&ordinary, ZOE, None));
        assert!(agent.may_use(&counter, ZOE, Some(ROADS)) && agent.may_use(&counter, ZOE, None));
        assert!(!agent.may_use(&ordinary, ZOE, Some(ROADS)) && !agent.works_in(ROADS));
        assert!(agent.may_use(emergency, ZOE, Some(ROADS)));
        assert_eq!(agent.units().iter().map(|unit| unit.id).collect::<Vec<_>>(), [CIVIL]);
        let reception = self::actor(&[(Role::Counter, Some(CIVIL))]);
        assert!(reception.receives() && !reception.is_agent() && reception.units().is_empty());
        assert!(!agent.may_use(own, ZOE, None));
        assert!(Actor::holder(ZOE, Uuid::nil()).may_use(own, ZOE, None));
        let administrator =
            actor(&[(Role::Administrator, None), (Role::Auditor, None), (Role::Author, None)]);
        assert!(!administrator.may_use(emergency, ZOE, None) && !administrator.may_use(&ordinary, ZOE, None));
    }
}
