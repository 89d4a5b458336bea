//! What `beffroi journal` says, in French and in English.

use beffroi_journal::witness::Neighbour;
use beffroi_journal::{Checked, Complete, ExportFault, ReadError};
use beffroi_translog::{ChainError, Checkpoint};

use super::Failure;

/// The language of the messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Lang {
    #[default]
    Fr,
    En,
}

impl Lang {
    fn pick(self, fr: String, en: String) -> String {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    pub(super) fn own_key(self) -> String {
        self.pick(
            "attention : la clé vient du journal lui-même ; elle ne prouve pas qui l’a signé (--vkey)"
                .to_owned(),
            "beware: the key comes from the log itself; it does not prove who signed (--vkey)".to_owned(),
        )
    }

    pub(super) fn since(self, size: u64) -> String {
        self.pick(
            format!("les {size} premières inscriptions sont celles d’alors : rien n’a été réécrit ni retiré"),
            format!("the first {size} entries are those of then: nothing was rewritten or removed"),
        )
    }

    pub(super) fn verified(self, head: &Checkpoint, witnesses: usize) -> String {
        let Checkpoint { origin, size, root } = head;
        self.pick(
            format!("{origin} tient : {size} inscriptions, racine {root}, {witnesses} témoin(s)"),
            format!("{origin} holds: {size} entries, root {root}, {witnesses} witness(es)"),
        )
    }

    pub(super) fn complete(self, found: &Complete) -> String {
        let Complete { until, shown, destroyed, since } = found;
        self.pick(
            format!(
                "COMPLET : {shown} consultations montrées, dont {destroyed} au contenu détruit ; aucune autre parmi les \
                 {until} premières inscriptions ; {since} depuis"
            ),
            format!(
                "COMPLETE: {shown} accesses shown, {destroyed} of them with their content destroyed; no other among the \
                 first {until} entries; {since} since"
            ),
        )
    }

    pub(super) fn no_commune(self) -> String {
        self.pick("aucune commune n’est servie ici sous ce nom".to_owned(), "no such commune here".to_owned())
    }

    pub(super) fn checked(self, name: &str, checked: &Checked) -> String {
        let Checked { origin, entries, published, waiting, persons, forgotten, problems } = checked;
        let wrong = problems.len();
        self.pick(
            format!(
                "{name} ({origin}) : {entries} inscriptions, {published} publiées, {waiting} en attente ; chaînes de \
                 {persons} personnes relues, {forgotten} clés détruites ; {wrong} défaut(s)"
            ),
            format!(
                "{name} ({origin}): {entries} entries, {published} published, {waiting} waiting; chains of {persons} \
                 persons walked, {forgotten} keys destroyed; {wrong} fault(s)"
            ),
        )
    }

    pub(super) fn neighbour(self, of: &Neighbour) -> String {
        let Neighbour { origin, vkey, cosigned } = of;
        match cosigned {
            None => self.pick(
                format!("{origin} : jamais présenté ; {vkey}"),
                format!("{origin}: never presented; {vkey}"),
            ),
            Some((size, at)) => self.pick(
                format!("{origin} : {size} inscriptions signées, {at} ; {vkey}"),
                format!("{origin}: {size} entries signed, {at}; {vkey}"),
            ),
        }
    }

    pub(super) fn failure(self, failure: &Failure) -> String {
        match failure {
            Failure::File(path, error) => format!("{} : {error}", path.display()),
            Failure::Key(text) => self.pick(
                format!("« {text} » n’est pas une clé de vérification (nom+numéro+clé)"),
                format!("`{text}` is not a verifier key (name+number+key)"),
            ),
            Failure::Log(error) => self.refused(&self.log(error)),
            Failure::Rewritten(size) => self.refused(&self.pick(
                format!("les {size} premières inscriptions ne sont plus celles qui avaient été signées"),
                format!("the first {size} entries are no longer those that were signed"),
            )),
            Failure::Export(error) => self.pick(
                format!("ce fichier n’est pas un export de consultations ({})", error.0),
                error.to_string(),
            ),
            Failure::Fault(fault) => self.refused(&self.fault(fault)),
            Failure::Instance(error) => format!("beffroi: {error:#}"),
            Failure::NoNeighbour(origin) => self.pick(
                format!("{origin} n’est pas parmi les voisines"),
                format!("{origin} is not among the neighbours"),
            ),
            Failure::Problems(count) => self.pick(format!("{count} défaut(s)"), format!("{count} fault(s)")),
        }
    }

    fn refused(self, why: &str) -> String {
        self.pick(format!("REFUSÉ : {why}"), format!("REFUSED: {why}"))
    }

    fn log(self, error: &ReadError) -> String {
        match error {
            ReadError::NoCheckpoint => {
                self.pick("il n’y a pas de fichier checkpoint".to_owned(), error.to_string())
            }
            ReadError::Beyond(index, size) => {
                self.pick(format!("le journal a {size} inscriptions : pas de n° {index}"), error.to_string())
            }
            ReadError::Checkpoint(of) => {
                self.pick(format!("la signature ou sa forme ne va pas ({of})"), error.to_string())
            }
            ReadError::Broken(of) => self.pick(format!("un fichier ne va pas ({of})"), error.to_string()),
            ReadError::Proof(of) => {
                self.pick(format!("les fichiers ne donnent pas la racine signée ({of})"), error.to_string())
            }
            ReadError::Files(_) | ReadError::Unreachable(_) => error.to_string(),
        }
    }

    fn fault(self, fault: &ExportFault) -> String {
        let french = match fault {
            ExportFault::OtherLog(origin) => format!("cet export concerne un autre journal, {origin}"),
            ExportFault::Rewritten => {
                "le journal a été réécrit, ou il est plus court qu’au moment de l’export".to_owned()
            }
            ExportFault::Chain(ChainError::Hidden(index)) => {
                format!(
                    "CONSULTATION CACHÉE : l’inscription {index} vous concerne et ne vous a pas été montrée"
                )
            }
            ExportFault::Chain(ChainError::NotHers(index)) => {
                format!("l’inscription {index} n’est pas de votre chaîne, ou est montrée deux fois")
            }
            ExportFault::Chain(ChainError::Altered(index)) => {
                format!("ALTÉRÉ : ce qui est montré de l’inscription {index} n’est pas ce qui a été inscrit")
            }
        };
        let english = match fault {
            ExportFault::Chain(ChainError::Hidden(_)) => format!("HIDDEN ACCESS: {fault}"),
            ExportFault::Chain(ChainError::Altered(_)) => format!("ALTERED: {fault}"),
            _ => fault.to_string(),
        };
        self.pick(french, english)
    }
}
