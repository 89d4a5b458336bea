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

use super::common::{content, parse_group, rng};
use super::files::{self, Access};
use super::problem::{Fault, Problem};
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
    line: usize,
    login: &'a str,
    weight: Option<u64>,
}

/// The largest sum of weights whose count can be read from its exponent.
const LARGEST_TOTAL: u64 = 1 << 44;

fn parse_voter(line: usize, text: &str) -> Result<Voter<'_>, Fault> {
    let mut parts = text.split(',').map(str::trim);
    let address = parts.next().unwrap_or_default();
    let login = parts.next().filter(|login| !login.is_empty()).unwrap_or(address);
    let weight = parts.next().filter(|weight| !weight.is_empty());
    if login.is_empty() || parts.next().is_some() {
        return Err(Fault::Line(
            line,
            "il faut «\u{a0}adresse,identifiant,poids\u{a0}»",
            "`address,login,weight` is expected",
        ));
    }
    let number = |weight: &str| weight.parse().ok().filter(|weight| *weight > 0);
    let weight = weight.map(|weight| {
        number(weight).ok_or(Fault::Line(
            line,
            "le poids est un nombre entier, au moins 1",
            "a weight is a whole number, at least 1",
        ))
    });
    Ok(Voter { line, login, weight: weight.transpose()? })
}

fn parse_voters(text: &str) -> Result<Vec<Voter<'_>>, Fault> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let mut voters: Vec<_> = lines.map(|(line, text)| parse_voter(line, text)).collect::<Result<_, _>>()?;
    voters.sort_by_key(|voter| (voter.login, voter.line));
    if voters.is_empty() {
        return Err(Fault::Line(1, "la liste est vide", "the list is empty"));
    }
    if let Some(pair) = voters.windows(2).find(|pair| pair[0].login == pair[1].login) {
        return Err(Fault::Line(
            pair[1].line,
            "ce votant est déjà dans la liste",
            "this voter is in the list already",
        ));
    }
    let total = voters.iter().try_fold(0u64, |sum, voter| sum.checked_add(voter.weight.unwrap_or(1)));
    if total.is_none_or(|total| total > LARGEST_TOTAL) {
        let largest = voters.iter().max_by_key(|voter| voter.weight).map_or(1, |voter| voter.line);
        return Err(Fault::Line(
            largest,
            "la somme des poids dépasse ce qu’un dépouillement peut retrouver, 17 592 186 044 416",
            "the weights sum to more than a count can find, 17 592 186 044 416",
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
        let weight = weighted.then(|| voter.weight.unwrap_or(1).into());
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
    let voters = parse_voters(&text).map_err(content(&args.voters))?;
    let mut rng = rng();
    let uuid = args.uuid.clone().unwrap_or_else(|| draw_base58(14, &mut rng));
    if !is_uuid(&uuid) {
        return Err(Problem::Argument(
            "L’identifiant doit avoir au moins 14 caractères de base58.",
            "The identifier must have at least 14 characters of base58.",
        ));
    }
    let [private_path, public_path] =
        ["privcreds", "pubcreds"].map(|extension| args.out.join(format!("{uuid}.{extension}")));
    files::must_be_new(&private_path)?;
    files::must_be_new(&public_path)?;
    let (public, private) = with_group!(args.group, |group| draw(group, &uuid, &voters, &mut rng));
    files::create(&private_path, private.as_bytes(), Access::Private)?;
    files::create(&public_path, public.as_bytes(), Access::Public)?;
    say(&uuid);
    let fingerprint = hash::b64(public.as_bytes());
    let (count, path) = (voters.len(), private_path.display());
    say(&match lang {
        Lang::Fr => format!(
            "{count} codes tirés. Empreinte de la liste publique\u{a0}: {fingerprint}.\n\
             {path} contient les codes\u{a0}: remettez à chacun le sien, puis détruisez ce fichier après la clôture."
        ),
        Lang::En => format!(
            "{count} codes drawn. Fingerprint of the public list: {fingerprint}.\n\
             {path} holds the codes: hand each voter theirs, and destroy this file after closing."
        ),
    });
    Ok(())
}
