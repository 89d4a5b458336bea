//! Why personal data are opened: what the journal will tell the person.

use uuid::Uuid;

/// One purpose: a declared processing, and the case it serves.
///
/// ```
/// # use beffroi_people::Purpose;
/// let purpose = Purpose::new("instruction")
///     .procedure("extrait-acte-naissance")
///     .case("2026-000417")
///     .fields(&["nom", "date_naissance"]);
/// assert_eq!(purpose.code, "instruction");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Purpose {
    /// Code of the processing in the register.
    pub code: String,
    /// Short name of the procedure; empty when there is none.
    pub procedure: String,
    /// Number of the case; empty when there is none.
    pub case: String,
    /// Unit that holds the case: staff of other units are refused. Without it, only rights over the whole commune serve
    /// (unless the processing is declared for any unit).
    pub unit: Option<Uuid>,
    /// Columns that are opened, sorted and without repetition.
    pub fields: Vec<String>,
    /// Reason, for an emergency access.
    pub reason: String,
}

impl Purpose {
    /// A purpose of this code.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), ..Self::default() }
    }

    /// For this procedure.
    #[must_use]
    pub fn procedure(mut self, procedure: &str) -> Self {
        procedure.clone_into(&mut self.procedure);
        self
    }

    /// For this case.
    #[must_use]
    pub fn case(mut self, case: &str) -> Self {
        case.clone_into(&mut self.case);
        self
    }

    /// Held by this unit.
    #[must_use]
    pub const fn unit(mut self, unit: Uuid) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Opening these columns.
    #[must_use]
    pub fn fields<S: AsRef<str>>(mut self, fields: &[S]) -> Self {
        self.fields = fields.iter().map(|field| field.as_ref().to_owned()).collect();
        self.fields.sort();
        self.fields.dedup();
        self
    }

    /// For this reason (emergency access).
    #[must_use]
    pub fn reason(mut self, reason: &str) -> Self {
        reason.trim().clone_into(&mut self.reason);
        self
    }
}
