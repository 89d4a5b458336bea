//! A fake of the registers that forms are filled in from. Its answers are the captured ones of `../shared/data` where it is there, and one
//! invented answer that is always there. The first segment of an address says how it behaves.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use beffroi_web::fetch::{Fetcher, Target};

/// Where captured answers are, if they are there.
pub(crate) fn fixtures() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/procedures/demarche-numerique/fixtures");
    folder.is_dir().then_some(folder)
}

/// A server of this process.
#[derive(Clone)]
pub(crate) struct Registers {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Registers {
    pub(crate) async fn start() -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&asked));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, asked }
    }

    /// How often anything was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// A target that behaves so: `bon`, `absent`, `panne`, `lent`, `page`, `invalide`, `erreur-01001`.
    pub(crate) fn target(&self, name: &str, kind: &str, behaves: &str) -> Target {
        let mut target = Target::new(name, kind, &format!("http://{}/{behaves}", self.address));
        target.timeout = Duration::from_millis(400);
        "Règlement d’essai, article 1".clone_into(&mut target.law);
        target
    }

    /// One bridge called `entreprises`.
    pub(crate) fn bridge(&self, behaves: &str) -> Fetcher {
        Fetcher::new([self.target("entreprises", "plain", behaves)]).expect("a plain address")
    }
}

/// What the bridge answers.
const BAKERY: &str = r#"{"name": "Boulangerie Clairbois", "legal_form": "SRL", "active": true,
    "address": {"street": "Rue du Four", "number": "2", "postcode": "4999", "municipality": "Hautval"}}"#;

async fn answer(State(asked): State<Arc<AtomicUsize>>, request: Request) -> Response {
    asked.fetch_add(1, Ordering::SeqCst);
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let (behaves, rest) = path.trim_start_matches('/').split_once('/').unwrap_or((path.as_str(), ""));
    let good = || captured(rest, &query).map_or_else(|| BAKERY.to_owned(), |(file, _)| read(file));
    match behaves {
        "bon" => good().into_response(),
        "absent" => (StatusCode::NOT_FOUND, "{}").into_response(),
        "panne" => (StatusCode::INTERNAL_SERVER_ERROR, "panne").into_response(),
        "page" => "<html>Maintenance</html>".into_response(),
        "lent" => std::future::pending().await,
        "invalide" => captured(rest, &query)
            .and_then(|(_, invalid)| invalid)
            .map_or_else(String::new, read)
            .into_response(),
        other => {
            let code = other.strip_prefix("erreur-").unwrap_or_default();
            let body = fixtures().map_or_else(
                || format!("{{\"errors\": [{{\"code\": \"{code}\"}}]}}"),
                |_| read(&format!("api_entreprise/error_code_{code}.json")),
            );
            (StatusCode::BAD_GATEWAY, body).into_response()
        }
    }
}

fn read(file: &str) -> String {
    let folder = fixtures().expect("asked for only where it is there");
    std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Which captured answer belongs to an address, and a broken one of the same register.
fn captured(path: &str, query: &str) -> Option<(&'static str, Option<&'static str>)> {
    fixtures()?;
    let ends = |part: &str| path.contains(part);
    Some(match () {
        () if ends("unites_legales/130025265") => ("api_entreprise/entreprises.json", None),
        () if ends("etablissements/30613890001294") => ("api_entreprise/etablissements.json", None),
        () if ends("associations/open_data/W751080001") => {
            ("api_entreprise/associations.json", Some("api_entreprise/associations_invalid.json"))
        }
        () if ends("foundations/075-FDD-00003-01") => ("api_rnf/valid.json", None),
        () if ends("cadastre/parcelle") => ("api_carto/response_cadastre.json", None),
        () if ends("v2/composition-familiale") => ("api_particulier/composition_familiale.json", None),
        () if ends("v2/avis-imposition") => ("api_particulier/avis_imposition.json", None),
        () if ends("v2/etudiants") => ("api_particulier/etudiants.json", None),
        () if ends("v2/situations-pole-emploi") => ("api_particulier/situation_pole_emploi.json", None),
        () if query.contains("fr-en-annuaire-education") => {
            ("api_education/annuaire_education.json", Some("api_education/annuaire_education_invalid.json"))
        }
        () if query.contains("per_page") => ("api_recherche_entreprises/col_ter_20006541500016.json", None),
        () if query.contains("limit") => {
            ("api_address/address.json", Some("api_address/address_invalid.json"))
        }
        () => return None,
    })
}
