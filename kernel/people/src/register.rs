//! The register of processing activities (GDPR art. 30): what each service declares it does with personal data.
//!
//! Declarations are constants that services hand in at start. The vault refuses a purpose that is not declared, so the
//! register that is published is also the list of everything the software can do.

use std::collections::BTreeMap;

use crate::actor::Role;

/// One purpose for which personal data are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Processing {
    /// Code that stands in the journal, unique in the instance: `instruction`, `guichet`.
    pub code: &'static str,
    /// What it is, in French, for the published register.
    pub title: &'static str,
    /// Legal basis: `6.1.a` … `6.1.f`, `9.2.a` … `9.2.j` or `10` (articles of the GDPR).
    pub basis: &'static str,
    /// The law or regulation behind it.
    pub basis_text: &'static str,
    /// Whose data.
    pub persons: &'static str,
    /// Which fields may be opened.
    pub fields: Fields,
    /// Who receives them.
    pub recipients: &'static str,
    /// Transfers outside the Union, or "aucun".
    pub transfers: &'static str,
    /// How long they are kept and why.
    pub retention: &'static str,
    /// How they are protected.
    pub measures: &'static str,
    /// Roles that may use it.
    pub who: &'static [Role],
    /// In which way it is used.
    pub use_: Use,
}

/// Fields a processing may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// These columns.
    Named(&'static [&'static str]),
    /// Those of the published form, which states the purpose of each.
    OfTheForm,
}

impl Fields {
    /// Whether the field is declared.
    pub fn contain(&self, field: &str) -> bool {
        match self {
            Self::Named(names) => names.contains(&field),
            Self::OfTheForm => true,
        }
    }
}

/// In which way a processing is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// By staff of the unit that holds the file (named in the purpose), or of the whole commune.
    Ordinary,
    /// By staff of any unit: reception desk, switchboard.
    AnyUnit,
    /// By staff of any unit, with a written reason; the data protection officer is told at once.
    BreakGlass,
    /// By the person herself.
    Own,
    /// By somebody whom the person let into one of her files.
    Joint,
    /// By a program.
    Automatic,
}

/// Code of the processing under which a person reads her own data.
pub const OWN: &str = "own";
/// Code of the processing under which account mails are addressed.
pub const ACCOUNT_MAIL: &str = "account_mail";
/// Code of the processing under which letters are printed and put into envelopes.
pub const LETTER: &str = "courrier";
/// Code of the break-glass processing.
pub const EMERGENCY: &str = "urgence";

const MEASURES: &str = "chiffrement par personne, journal des accès, cloisonnement par service";

const KERNEL: [Processing; 4] = [
    Processing {
        code: OWN,
        title: "Consultation par la personne de ses propres données",
        basis: "6.1.c",
        basis_text: "RGPD, article 15",
        persons: "usagers et agents",
        fields: Fields::OfTheForm,
        recipients: "la personne elle-même",
        transfers: "aucun",
        retention: "journal : un an",
        measures: MEASURES,
        who: &[],
        use_: Use::Own,
    },
    Processing {
        code: ACCOUNT_MAIL,
        title: "Courriels et SMS de gestion du compte et des démarches",
        basis: "6.1.e",
        basis_text: "RGPD, article 6.1.e ; mission d’intérêt public de la commune",
        persons: "usagers et agents",
        fields: Fields::Named(&["given_name", "family_name", "email", "phone", "contact", "language"]),
        recipients: "fournisseurs de messagerie et de SMS de la commune",
        transfers: "aucun",
        retention: "jusqu’à la fermeture du compte",
        measures: MEASURES,
        who: &[],
        use_: Use::Automatic,
    },
    Processing {
        code: LETTER,
        title: "Lettres imprimées et envoyées par la poste",
        basis: "6.1.e",
        basis_text: "RGPD, article 6.1.e ; mission d’intérêt public de la commune",
        persons: "usagers qui reçoivent leurs nouvelles par lettre",
        fields: Fields::Named(&["given_name", "family_name", "address", "letter"]),
        recipients: "agents du service qui traite la démarche, services postaux",
        transfers: "aucun",
        retention: "celle de la démarche",
        measures: MEASURES,
        who: &[Role::Agent, Role::UnitHead, Role::Counter],
        use_: Use::Ordinary,
    },
    Processing {
        code: EMERGENCY,
        title: "Accès d’urgence motivé",
        basis: "6.1.d",
        basis_text: "RGPD, article 6.1.d ; sauvegarde des intérêts vitaux",
        persons: "usagers",
        fields: Fields::OfTheForm,
        recipients: "agents de la commune",
        transfers: "aucun",
        retention: "journal : trois ans",
        measures: "motif écrit, délégué à la protection des données averti, revue sous 72 heures",
        who: &[Role::Agent, Role::UnitHead],
        use_: Use::BreakGlass,
    },
];

/// Every processing of the instance, by code.
#[derive(Debug, Clone)]
pub struct Register {
    by_code: BTreeMap<&'static str, Processing>,
}

/// A declaration that cannot stand in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Two services use one code.
    #[error("two processings are called `{0}`")]
    Duplicate(&'static str),
    /// Not an article of the GDPR that allows a processing.
    #[error("`{0}` has no valid legal basis")]
    Basis(&'static str),
    /// A role that never sees personal data.
    #[error("`{0}` names a role that has no access to personal data")]
    Role(&'static str),
    /// An ordinary processing that nobody may use, or a text left empty.
    #[error("the declaration of `{0}` is incomplete")]
    Incomplete(&'static str),
}

impl Register {
    /// The register of what the services declare, with the kernel's own.
    pub fn new(declared: impl IntoIterator<Item = Processing>) -> Result<Self, RegisterError> {
        let mut by_code = BTreeMap::new();
        for processing in KERNEL.into_iter().chain(declared) {
            check(&processing)?;
            if by_code.insert(processing.code, processing).is_some() {
                return Err(RegisterError::Duplicate(processing.code));
            }
        }
        Ok(Self { by_code })
    }

    /// The processing of this code.
    pub fn get(&self, code: &str) -> Option<&Processing> {
        self.by_code.get(code)
    }

    /// All of them, by code.
    pub fn all(&self) -> impl Iterator<Item = &Processing> {
        self.by_code.values()
    }
}

fn check(processing: &Processing) -> Result<(), RegisterError> {
    let Processing { code, basis, who, .. } = *processing;
    let letter = |prefix: &str, last: char| {
        let mut rest = basis.strip_prefix(prefix).unwrap_or_default().chars();
        matches!((rest.next(), rest.next()), (Some('a'..), None)) && basis.ends_with(|c| c <= last)
    };
    if !(basis == "10" || letter("6.1.", 'f') || letter("9.2.", 'j')) {
        return Err(RegisterError::Basis(code));
    }
    if who.iter().any(|role| !role.sees_personal_data()) {
        return Err(RegisterError::Role(code));
    }
    let texts = [
        code,
        processing.title,
        processing.basis_text,
        processing.persons,
        processing.recipients,
        processing.transfers,
        processing.retention,
        processing.measures,
    ];
    let by_staff = matches!(processing.use_, Use::Ordinary | Use::AnyUnit | Use::BreakGlass);
    if texts.iter().any(|text| text.is_empty()) || by_staff == who.is_empty() {
        return Err(RegisterError::Incomplete(code));
    }
    Ok(())
}
