//! Published revisions, compiled once and shared: a revision never changes, so what was compiled stays true.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use beffroi_forms::compiled::Compiled;
use beffroi_forms::model::{Flow, Form};
use beffroi_store::AuthorityDb;
use beffroi_web::Problem;
use uuid::Uuid;

use crate::flow;
use crate::sheet::Sheet;
use crate::store::procedures::{self, ProcedureRow};

/// A procedure at one revision, ready to answer pages.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub procedure: Uuid,
    pub slug: String,
    pub unit: Option<Uuid>,
    pub sheet: Arc<Sheet>,
    pub revision: i64,
    pub form: Arc<Compiled>,
    /// The same in easy language, where people wrote it.
    pub easy: Option<Arc<Compiled>>,
    pub flow: Arc<Flow>,
}

impl Ready {
    pub(crate) fn model(&self) -> &Form {
        self.form.form()
    }

    /// With the words of easy language, if there are any.
    pub(crate) fn in_easy_language(mut self) -> Self {
        if let Some(easy) = &self.easy {
            self.form = Arc::clone(easy);
        }
        self
    }
}

/// Commune, procedure, number.
type Key = (Uuid, Uuid, i64);
type Kept = (Arc<Compiled>, Option<Arc<Compiled>>, Arc<Flow>);

/// Compiled revisions of every commune of the instance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Revisions(Arc<RwLock<HashMap<Key, Kept>>>);

impl Revisions {
    /// A procedure of the commune at a revision, published or (for its author) not.
    pub(crate) async fn ready(
        &self,
        db: &AuthorityDb,
        row: &ProcedureRow,
        revision: i64,
    ) -> Result<Ready, Problem> {
        let key = (db.authority(), row.id, revision);
        let known = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&key).cloned();
        let (form, easy, flow) = match known {
            Some(known) => known,
            None => self.compile(db, row.id, revision).await?,
        };
        Ok(Ready {
            procedure: row.id,
            slug: row.slug.clone(),
            unit: row.unit,
            sheet: Arc::new(serde_json::from_value(row.sheet.clone()).unwrap_or_default()),
            revision,
            form,
            easy,
            flow,
        })
    }

    /// The workflow alone, for lists: nothing is read of a revision already known.
    pub(crate) async fn flow(
        &self,
        db: &AuthorityDb,
        procedure: Uuid,
        revision: i64,
    ) -> Result<Arc<Flow>, Problem> {
        let key = (db.authority(), procedure, revision);
        let known = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&key).cloned();
        match known {
            Some((_, _, flow)) => Ok(flow),
            None => Ok(self.compile(db, procedure, revision).await?.2),
        }
    }

    async fn compile(&self, db: &AuthorityDb, procedure: Uuid, revision: i64) -> Result<Kept, Problem> {
        let stored = procedures::revision(db, procedure, revision).await?.ok_or_else(Problem::not_found)?;
        let form = Form::from_json(&stored.form).map_err(|error| Problem::internal(&error))?;
        let flow = flow::read(&stored.flow).map_err(|error| Problem::internal(&error))?;
        let compile = |form: Form| Arc::new(Compiled::new(Arc::new(form), Some(&flow)));
        let easy = form.in_easy_language().map(compile);
        let compiled = (compile(form), easy, Arc::new(flow.clone()));
        if stored.published_at.is_some() {
            let mut known = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            known.insert((db.authority(), procedure, revision), compiled.clone());
        }
        Ok(compiled)
    }

    /// The published revision at an address of the catalogue.
    pub(crate) async fn published(&self, db: &AuthorityDb, slug: &str) -> Result<Ready, Problem> {
        let row = procedures::by_slug(db, slug).await?.ok_or_else(Problem::not_found)?;
        let revision = row.published.ok_or_else(Problem::not_found)?;
        self.ready(db, &row, revision).await
    }

    /// The revision that a draft or a file keeps.
    pub(crate) async fn kept(
        &self,
        db: &AuthorityDb,
        procedure: Uuid,
        revision: i64,
    ) -> Result<Ready, Problem> {
        let row = procedures::by_id(db, procedure).await?.ok_or_else(Problem::not_found)?;
        self.ready(db, &row, revision).await
    }
}
