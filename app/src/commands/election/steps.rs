//! The steps after closing: `tally`, `shuffle`, `decrypt`, `finish`.

use std::path::PathBuf;

use beffroi_ballot::conduct::Conduct;
use beffroi_ballot::dkg::Keys;
use beffroi_ballot::group::Group;
use beffroi_ballot::record::election::BASE58;
use beffroi_ballot::record::result;
use beffroi_ballot::secret::Secret;
use beffroi_ballot::with_group;

use super::common::{content, open, read, rng};
use super::files;
use super::problem::Problem;
use super::{Lang, say};

/// An archive, which the step continues.
#[derive(clap::Args)]
pub(super) struct Archive {
    /// The archive.
    archive: PathBuf,
}

/// Arguments of `beffroi election shuffle`.
#[derive(clap::Args)]
pub(super) struct Shuffle {
    /// The archive.
    archive: PathBuf,
    /// Number of the trustee who shuffles.
    #[arg(long, required_unless_present = "end")]
    trustee: Option<u32>,
    /// This was the last shuffle: decryption may start.
    #[arg(long)]
    end: bool,
}

/// Arguments of `beffroi election decrypt`.
#[derive(clap::Args)]
pub(super) struct Decrypt {
    /// The archive.
    archive: PathBuf,
    /// Number of the trustee, from 1, as in the archive.
    #[arg(long)]
    trustee: u32,
    /// `<id>.privkey` of a trustee alone, or `<id>.key` of a member.
    #[arg(long)]
    key: PathBuf,
    /// `<id>.dkey` of a member of a threshold set.
    #[arg(long)]
    dkey: Option<PathBuf>,
}

pub(super) fn tally(args: &Archive, lang: Lang) -> Result<(), Problem> {
    let (source, group, _lock) = open(&args.archive)?;
    let (bytes, size) = with_group!(group, |group| Conduct::open(group, &source)?.close())?;
    files::append(&args.archive, &bytes)?;
    let (ballots, weight) = (size.num_tallied, size.total_weight);
    let ballots =
        lang.count(ballots, ["bulletin compté", "bulletins comptés"], ["ballot counted", "ballots counted"]);
    say(&match lang {
        Lang::Fr => format!("Urne close\u{a0}: {ballots}, poids total {weight}."),
        Lang::En => format!("The urn is closed: {ballots}, total weight {weight}."),
    });
    Ok(())
}

fn shuffle_one<G: Group>(group: G, args: &Shuffle, lang: Lang) -> Result<(), Problem> {
    if let Some(number) = args.trustee {
        let (source, _, _lock) = open(&args.archive)?;
        let bytes = Conduct::open(group, &source)?.shuffle(number, &mut rng())?;
        files::append(&args.archive, &bytes)?;
        say(lang.pick("Les réponses sont mélangées.", "The answers are shuffled."));
    }
    if args.end {
        let (source, _, _lock) = open(&args.archive)?;
        files::append(&args.archive, &Conduct::open(group, &source)?.end_shuffles()?)?;
        say(lang.pick("Les mélanges sont terminés.", "The shuffles have ended."));
    }
    Ok(())
}

pub(super) fn shuffle(args: &Shuffle, lang: Lang) -> Result<(), Problem> {
    let (_, group) = read(&args.archive)?;
    with_group!(group, |group| shuffle_one(group, args, lang))
}

/// Whether a text has the form of a seed: 22 characters of base58, which no decimal key has.
fn is_seed(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|byte| BASE58.contains(&byte))
}

fn secret<G: Group>(group: G, args: &Decrypt) -> Result<Secret<G>, Problem> {
    let text = files::read(&args.key)?;
    match &args.dkey {
        // A member's own key is a seed, and not what decrypts.
        None if is_seed(text.trim()) => Err(Problem::Argument(
            "C’est la clé d’un membre d’un groupe à seuil\u{a0}: donnez aussi son fichier .dkey avec --dkey.",
            "This is the key of a member of a threshold set: give its .dkey file too, with --dkey.",
        )),
        None => Secret::from_text(&group, &text).map_err(content(&args.key)),
        Some(dkey) => {
            Ok(Keys::from_seed(group, text.trim()).open_private_key(files::read(dkey)?.trim_end())?)
        }
    }
}

pub(super) fn decrypt(args: &Decrypt, lang: Lang) -> Result<(), Problem> {
    let (source, group, _lock) = open(&args.archive)?;
    let bytes = with_group!(group, |group| {
        let secret = secret(group, args)?;
        Conduct::open(group, &source)?.decrypt(args.trustee, &secret, &mut rng())?
    });
    files::append(&args.archive, &bytes)?;
    say(lang.pick("Déchiffrement partiel enregistré.", "Partial decryption recorded."));
    Ok(())
}

pub(super) fn finish(args: &Archive, lang: Lang) -> Result<(), Problem> {
    let (source, group, _lock) = open(&args.archive)?;
    let (bytes, outcomes) = with_group!(group, |group| Conduct::open(group, &source)?.finish())?;
    files::append(&args.archive, &bytes)?;
    say(lang.pick("Résultat enregistré\u{a0}:", "Result recorded:"));
    say(&result::write(&outcomes));
    Ok(())
}
