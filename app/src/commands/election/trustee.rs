//! `beffroi election trustee`: a key of one's own, or a share of a common one in six steps.

use std::path::{Path, PathBuf};

use beffroi_ballot::credential::draw_base58;
use beffroi_ballot::dkg::{self, Input, Keys, Members, Output, Polynomial};
use beffroi_ballot::group::{Group, GroupName};
use beffroi_ballot::hash;
use beffroi_ballot::record::trustees::{Context, Signed, Trustee, write};
use beffroi_ballot::with_group;
use clap::Subcommand;
use zeroize::Zeroizing;

use super::common::{content, parse_group, rng};
use super::files::{self, Access};
use super::problem::{Fault, Problem};
use super::{Lang, say};

/// The commands of trustees.
#[derive(Subcommand)]
pub(super) enum Command {
    /// A trustee alone: writes `<id>.privkey` and `<id>.pubkey`.
    Single(Single),
    /// Step 1, each member: writes `<id>.key`, to keep, and `<id>.cert`.
    Step1(Step1),
    /// Step 2, the server: checks all certificates.
    Step2(Step2),
    /// Step 3, each member: writes `<id>.polynomial`.
    Step3(Step3),
    /// Step 4, the server: writes one `member<number>.vinput` each.
    Step4(Step4),
    /// Step 5, each member: writes `<id>.dkey`, to keep, and `<id>.voutput`.
    Step5(Step5),
    /// Step 6, the server: writes the record of the set.
    Step6(Step6),
}

/// Arguments common to all steps.
#[derive(clap::Args)]
pub(super) struct Common {
    /// Ed25519 or BELENIOS-2048.
    #[arg(long, default_value = "Ed25519", value_parser = parse_group)]
    group: GroupName,
    /// Folder of the files written.
    #[arg(long, default_value = ".")]
    out: PathBuf,
}

/// Arguments of `trustee single`.
#[derive(clap::Args)]
pub(super) struct Single {
    #[command(flatten)]
    common: Common,
    /// Name shown to voters.
    #[arg(long)]
    name: Option<String>,
}

/// Arguments of step 1.
#[derive(clap::Args)]
pub(super) struct Step1 {
    #[command(flatten)]
    common: Common,
    /// This member's number, from 1.
    #[arg(long)]
    index: u32,
    /// How many members decrypt together.
    #[arg(long)]
    threshold: u32,
    /// How many members there are.
    #[arg(long)]
    size: u32,
}

/// Arguments of step 2.
#[derive(clap::Args)]
pub(super) struct Step2 {
    #[command(flatten)]
    common: Common,
    /// All certificates, in the order of members.
    #[arg(long, num_args = 1.., required = true)]
    certs: Vec<PathBuf>,
}

/// Arguments of step 3.
#[derive(clap::Args)]
pub(super) struct Step3 {
    #[command(flatten)]
    step2: Step2,
    /// The member's `<id>.key`.
    #[arg(long)]
    key: PathBuf,
}

/// Arguments of step 4.
#[derive(clap::Args)]
pub(super) struct Step4 {
    #[command(flatten)]
    step2: Step2,
    /// All polynomials, in the order of members.
    #[arg(long, num_args = 1.., required = true)]
    polynomials: Vec<PathBuf>,
}

/// Arguments of step 5.
#[derive(clap::Args)]
pub(super) struct Step5 {
    #[command(flatten)]
    step3: Step3,
    /// The member's input.
    #[arg(long)]
    input: PathBuf,
}

/// Arguments of step 6.
#[derive(clap::Args)]
pub(super) struct Step6 {
    #[command(flatten)]
    step4: Step4,
    /// All outputs, in the order of members.
    #[arg(long, num_args = 1.., required = true)]
    outputs: Vec<PathBuf>,
    /// Name of the file of the set.
    #[arg(long, default_value = "threshold.json")]
    name: PathBuf,
}

/// Reads files with one message each.
fn read_all<T, E: Into<Fault>>(
    paths: &[PathBuf],
    read: impl Fn(&[u8]) -> Result<T, E>,
) -> Result<Vec<T>, Problem> {
    paths.iter().map(|path| read_one(path, &read)).collect()
}

fn read_one<T, E: Into<Fault>>(path: &Path, read: impl Fn(&[u8]) -> Result<T, E>) -> Result<T, Problem> {
    let text = files::read(path)?;
    read(text.trim_end_matches('\n').as_bytes()).map_err(content(path))
}

fn members<G: Group>(group: G, args: &Step2) -> Result<Members<G>, Problem> {
    Ok(Members::check(group, read_all(&args.certs, |bytes| Signed::from_text(&group, bytes))?)?)
}

fn keys<G: Group>(group: G, path: &Path) -> Result<Keys<G>, Problem> {
    Ok(Keys::from_seed(group, files::read(path)?.trim()))
}

/// The name that a member's files share: the one of its key file.
fn sibling(folder: &Path, key: &Path, extension: &str) -> PathBuf {
    folder.join(Path::new(key.file_name().unwrap_or_default()).with_extension(extension))
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<(), Problem> {
    match command {
        Command::Single(args) => with_group!(args.common.group, |group| single(group, args, lang)),
        Command::Step1(args) => with_group!(args.common.group, |group| step1(group, args, lang)),
        Command::Step2(args) => with_group!(args.common.group, |group| step2(group, args, lang)),
        Command::Step3(args) => with_group!(args.step2.common.group, |group| step3(group, args)),
        Command::Step4(args) => with_group!(args.step2.common.group, |group| step4(group, args)),
        Command::Step5(args) => with_group!(args.step3.step2.common.group, |group| step5(group, args, lang)),
        Command::Step6(args) => with_group!(args.step4.step2.common.group, |group| step6(group, args)),
    }
}

fn single<G: Group>(group: G, args: &Single, lang: Lang) -> Result<(), Problem> {
    let (secret, key) = dkg::single(&group, args.name.clone(), &mut rng());
    let id = hash::sha256_hex(group.text(&key.key).as_bytes())[..8].to_uppercase();
    let private = args.common.out.join(format!("{id}.privkey"));
    files::create(&private, secret.to_text(&group).as_bytes(), Access::Private)?;
    files::create(&private.with_extension("pubkey"), key.to_text(&group).as_bytes(), Access::Public)?;
    keep(&private, lang);
    Ok(())
}

/// Says which file must not be lost nor shown.
fn keep(path: &Path, lang: Lang) {
    say(&path.display().to_string());
    say(lang.pick(
        "Gardez ce fichier secret et en double\u{a0}: sans lui, pas de dépouillement.",
        "Keep this file secret, and a copy of it: without it there is no count.",
    ));
}

fn step1<G: Group>(group: G, args: &Step1, lang: Lang) -> Result<(), Problem> {
    let (index, threshold, size) = (args.index, args.threshold, args.size);
    if index == 0 || index > size || threshold == 0 || threshold >= size {
        return Err(Problem::Argument(
            "Il faut 1 ≤ numéro ≤ nombre et 1 ≤ seuil < nombre (si tous doivent déchiffrer, des clés simples suffisent).",
            "1 ≤ index ≤ size and 1 ≤ threshold < size are needed (when all must decrypt, single keys will do).",
        ));
    }
    let mut rng = rng();
    let seed = Zeroizing::new(draw_base58(22, &mut rng));
    let context = Context { group: group.name(), size, threshold, index };
    let cert = Keys::from_seed(group, &seed).certificate(context, &mut rng).to_text(&group);
    let id = hash::sha256_hex(cert.as_bytes());
    let key = args.common.out.join(format!("{}.key", &id[..16]));
    files::create(&key, seed.as_bytes(), Access::Private)?;
    files::create(&key.with_extension("cert"), cert.as_bytes(), Access::Public)?;
    keep(&key, lang);
    Ok(())
}

fn step2<G: Group>(group: G, args: &Step2, lang: Lang) -> Result<(), Problem> {
    let size = members(group, args)?.size();
    say(&match lang {
        Lang::Fr => format!("Les {size} certificats sont valables."),
        Lang::En => format!("The {size} certificates are valid."),
    });
    Ok(())
}

fn step3<G: Group>(group: G, args: &Step3) -> Result<(), Problem> {
    let members = members(group, &args.step2)?;
    let polynomial = keys(group, &args.key)?.polynomial(&members, &mut rng())?;
    let path = sibling(&args.step2.common.out, &args.key, "polynomial");
    files::create(&path, polynomial.write(&group).as_bytes(), Access::Public)
}

fn step4<G: Group>(group: G, args: &Step4) -> Result<(), Problem> {
    let polynomials = read_all(&args.polynomials, |bytes| Polynomial::read(&group, bytes))?;
    let inputs = members(group, &args.step2)?.route(&polynomials)?;
    for (number, input) in (1..).zip(&inputs) {
        let path = args.step2.common.out.join(format!("member{number}.vinput"));
        files::create(&path, input.write(&group).as_bytes(), Access::Public)?;
    }
    Ok(())
}

fn step5<G: Group>(group: G, args: &Step5, lang: Lang) -> Result<(), Problem> {
    let step3 = &args.step3;
    let members = members(group, &step3.step2)?;
    let input = read_one(&args.input, |bytes| Input::read(&group, bytes))?;
    let output = keys(group, &step3.key)?.accept(&members, &input, &mut rng())?;
    let dkey = sibling(&step3.step2.common.out, &step3.key, "dkey");
    files::create(&dkey, output.private_key.as_bytes(), Access::Private)?;
    files::create(&dkey.with_extension("voutput"), output.write(&group).as_bytes(), Access::Public)?;
    keep(&dkey, lang);
    Ok(())
}

fn step6<G: Group>(group: G, args: &Step6) -> Result<(), Problem> {
    let step4 = &args.step4;
    let polynomials = read_all(&step4.polynomials, |bytes| Polynomial::read(&group, bytes))?;
    let outputs = read_all(&args.outputs, |bytes| Output::read(&group, bytes))?;
    let set = members(group, &step4.step2)?.assemble(&polynomials, &outputs)?;
    let text = write(&group, &[Trustee::Pedersen(set)]);
    files::create(&step4.step2.common.out.join(&args.name), text.as_bytes(), Access::Public)
}
