//! `beffroi election credentials`: what the credential authority does, on a device of its own.

use std::fmt::Write;
use std::path::PathBuf;

use beffroi_ballot::credential::{draw_base58, draw_code, secret};
use beffroi_ballot::group::{Group, GroupName};
use beffroi_ballot::record::credentials::{self, Credential};
use beffroi_ballot::record::election::is_uuid;
use beffroi_ballot::{hash, with_group};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::common::{parse_group, rng};
use super::files::{self, Access};
use super::problem::Problem;
use super::{Lang, say};

/// Arguments of `beffroi election credentials`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// One voter a line: `address[,login[,weight]]`.
    #[arg(long)]
    voters: PathBuf,
    /// Ed25519 or BELENIOS-2048.
    #[arg(long, default_value = "Ed25519", value_parser = parse_group)]
    group: GroupName,
    /// Identifier of the election; drawn when it is not given.
    #[arg(long)]
    uuid: Option<String>,
    /// Folder of the two files: `<uuid>.pubcreds`, to publish, and `<uuid>.privcreds`, to keep.
    #[arg(long, default_value = ".")]
    out: PathBuf,
}

struct Voter<'a> {
    login: &'a str,
    weight: Option<u64>,
}

fn parse_voters(text: &str) -> Result<Vec<Voter<'_>>, Problem> {
    let parse = |line| {
        let mut parts = str::split(line, ',');
        let address = parts.next().unwrap_or_default();
        let login = parts.next().filter(|login| !login.is_empty()).unwrap_or(address);
        let weight = match parts.next() {
            None | Some("") => None,
            Some(weight) => Some(weight.parse().ok().filter(|w: &u64| *w > 0)?),
        };
        (!login.is_empty() && parts.next().is_none()).then_some(Voter { login, weight })
    };
    let voters: Option<Vec<_>> = text.lines().filter(|line| !line.trim().is_empty()).map(parse).collect();
    let mut voters = voters.ok_or(Problem::Argument(
        "La liste des votants a une ligne qui n’est pas « adresse,identifiant,poids ».",
        "The list of voters has a line that is not `address,login,weight`.",
    ))?;
    voters.sort_by_key(|voter| voter.login);
    if voters.is_empty() || voters.windows(2).any(|pair| pair[0].login == pair[1].login) {
        return Err(Problem::Argument(
            "La liste des votants est vide ou nomme deux fois le même votant.",
            "The list of voters is empty or names a voter twice.",
        ));
    }
    Ok(voters)
}

/// Codes and credentials: (JSON of public credentials, JSON of login → code).
fn draw<G: Group>(
    group: G,
    uuid: &str,
    voters: &[Voter<'_>],
    rng: &mut impl CryptoRng,
) -> (String, Zeroizing<String>) {
    // Whether any weight is given decides the form of all: an omitted weight would single its voter out.
    let weighted = voters.iter().any(|voter| voter.weight.is_some());
    let mut public: Vec<Credential<G>> = Vec::with_capacity(voters.len());
    let mut private = Zeroizing::new("{".to_owned());
    for voter in voters {
        let code = draw_code(rng);
        let key = secret(&group, uuid, &code).public(&group);
        let weight = weighted.then(|| voter.weight.unwrap_or(1));
        public.push(Credential { text: group.text(&key), key, weight });
        let separator = if private.len() > 1 { "," } else { "" };
        let login = serde_json::Value::from(voter.login);
        write!(private, "{separator}{login}:\"{}\"", &*code).expect("writing to a string does not fail");
    }
    private.push_str("}\n");
    // The order of elements says nothing about the order of voters.
    public.sort_by_cached_key(|credential| group.sort_keys(&[credential.key]).remove(0));
    (credentials::write(&public), private)
}

pub(super) fn run(args: &Args, lang: Lang) -> Result<(), Problem> {
    let text = files::read(&args.voters)?;
    let voters = parse_voters(&text)?;
    let mut rng = rng();
    let uuid = args.uuid.clone().unwrap_or_else(|| draw_base58(14, &mut rng));
    if !is_uuid(&uuid) {
        return Err(Problem::Argument(
            "L’identifiant doit avoir au moins 14 caractères de base58.",
            "The identifier must have at least 14 characters of base58.",
        ));
    }
    let (public, private) = with_group!(args.group, |group| draw(group, &uuid, &voters, &mut rng));
    let private_path = args.out.join(format!("{uuid}.privcreds"));
    files::create(&private_path, private.as_bytes(), Access::Private)?;
    files::create(&args.out.join(format!("{uuid}.pubcreds")), public.as_bytes(), Access::Public)?;
    say(&uuid);
    let fingerprint = hash::b64(public.as_bytes());
    let (count, path) = (voters.len(), private_path.display());
    say(&match lang {
        Lang::Fr => format!(
            "{count} codes tirés. Empreinte de la liste publique : {fingerprint}.\n\
             {path} contient les codes : remettez à chacun le sien, puis détruisez ce fichier après la clôture."
        ),
        Lang::En => format!(
            "{count} codes drawn. Fingerprint of the public list: {fingerprint}.\n\
             {path} holds the codes: hand each voter theirs, and destroy this file after closing."
        ),
    });
    Ok(())
}
