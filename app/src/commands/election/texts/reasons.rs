//! Why a check fails, in French; the engine says it in English.

use beffroi_ballot::verify::Reason;

/// In French.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn french(reason: Reason) -> &'static str {
    match reason {
        Reason::Truncated => "le fichier s’arrête au milieu d’une pièce",
        Reason::Unreadable => "le fichier ne peut pas être lu à cet endroit",
        Reason::BadHeader => "l’en-tête n’est pas celui que cette pièce doit avoir",
        Reason::BadPadding => "le remplissage après le contenu n’est pas nul",
        Reason::TooLarge => "la pièce est plus grande que toute pièce permise",
        Reason::BadPreamble => "le fichier ne commence pas par une pièce BELENIOS de version 1",
        Reason::HashMismatch => "le contenu n’a pas l’empreinte que dit son nom",
        Reason::Duplicate => "la même pièce ou le même événement figure deux fois",
        Reason::BadParent => "l’événement ne cite pas le précédent",
        Reason::BadHeight => "la hauteur de l’événement n’est pas sa place",
        Reason::BadPayload => "l’événement ne cite pas la pièce qui le précède",
        Reason::BadRecords => "les pièces avant l’événement ne sont pas celles qu’il lui faut",
        Reason::Unreferenced => "des pièces après le dernier événement n’appartiennent à aucun",
        Reason::BadSetup => "le départ ne cite pas les pièces qui le précèdent",
        Reason::OwnedMismatch => "la mention du gardien ne cite pas l’objet qui précède",
        Reason::NotInOrder => "cet événement ne peut pas venir à ce moment d’une élection",
        Reason::ShufflesMissing => "le déchiffrement commence avant la fin des mélanges",
        Reason::ShufflesPointless => "l’élection n’a aucune question à mélanger",
        Reason::NoSetup => "l’archive ne commence pas par un départ",
        Reason::Syntax => "l’écriture n’est pas la forme canonique",
        Reason::NotAScalar => "un nombre n’est pas canonique ou dépasse l’ordre du groupe",
        Reason::NotAnElement => "un texte n’est pas l’écriture canonique d’un élément",
        Reason::NotAMember => "un élément est hors du sous-groupe d’ordre premier",
        Reason::PokWrong => "la preuve de connaissance de la clé privée ne tient pas",
        Reason::CertificateUnsigned => "la signature du certificat ne tient pas",
        Reason::CertificateContext => {
            "le certificat est fait pour un autre ensemble, une autre place, un autre seuil ou un autre groupe"
        }
        Reason::OldThresholdForm => {
            "clés à seuil sous la forme de belenios-tool 2.0\u{a0}: ni contexte ni signatures"
        }
        Reason::MixedThresholdForm => "des parties ont la forme de belenios-tool 2.0 et d’autres non",
        Reason::ThresholdShape => {
            "les nombres de certificats, d’engagements, de clés et le seuil ne vont pas ensemble"
        }
        Reason::CoefexpsCount => "il n’y a pas autant d’engagements que le seuil",
        Reason::CoefexpsUnsigned => "la signature des engagements ne tient pas",
        Reason::CertsSignature => "la signature des certificats par le gardien ne tient pas",
        Reason::KeySignature => "la signature de la clé par le gardien ne tient pas",
        Reason::MemberKey => "la clé du gardien ne découle pas des engagements",
        Reason::NoTrustee => "l’élection n’a aucun gardien",
        Reason::ElectionKey => "la clé de l’élection n’est pas le produit de celles des gardiens",
        Reason::CredentialTwice => "le code public figure deux fois",
        Reason::CredentialsUnsorted => "les codes publics ne sont pas dans l’ordre des éléments",
        Reason::WeightOverflow => {
            "la somme des poids dépasse l’ordre du groupe\u{a0}: un décompte aurait deux sens"
        }
        Reason::BallotTwice => "le même bulletin figure deux fois dans l’urne",
        Reason::OtherElection => "le bulletin nomme une autre élection",
        Reason::OtherFingerprint => "le bulletin est fait pour une autre description de l’élection",
        Reason::UnknownCredential => "le code public du bulletin n’est pas inscrit",
        Reason::SignatureHash => "l’empreinte signée n’est pas celle du bulletin",
        Reason::SignatureWrong => "la signature du bulletin ne tient pas",
        Reason::AnswerCount => "le bulletin ne répond pas une fois à chaque question",
        Reason::AnswerShape => "une réponse n’a pas la forme de sa question",
        Reason::IndividualProof => "la preuve qu’un choix vaut 0 ou 1 ne tient pas",
        Reason::OverallProof => "la preuve du nombre de choix ne tient pas",
        Reason::BlankProof => "la preuve sur le vote blanc ne tient pas",
        Reason::ListProof => "la preuve qu’une seule liste est utilisée ne tient pas",
        Reason::NonzeroProof => "la preuve que quelqu’un est choisi ne tient pas",
        Reason::AnswerProof => "la preuve que le votant connaît sa réponse ne tient pas",
        Reason::NeutralAlpha => "ce vote est lisible par tous\u{a0}: il a été chiffré avec zéro",
        Reason::WeightedShuffle => "une question à mélanger ne peut pas être pondérée",
        Reason::TallyDiffers => "la somme chiffrée n’est pas celle des bulletins comptés",
        Reason::SizedHash => "la mention de taille cite une autre somme",
        Reason::NumTallied => "le nombre de bulletins comptés est faux",
        Reason::TotalWeight => "la somme des poids est fausse",
        Reason::ShuffleShape => "le mélange n’a pas autant de chiffrés que ce qu’il mélange",
        Reason::ShuffleOwner => "l’auteur du mélange n’est pas un gardien",
        Reason::ShuffleProof => "la preuve du mélange ne tient pas",
        Reason::OwnerUnknown => "l’auteur n’est pas un gardien",
        Reason::OwnerTwice => "ce gardien a déjà déchiffré",
        Reason::FactorsShape => "les facteurs n’ont pas la forme de la somme",
        Reason::FactorProof => "la preuve d’un facteur de déchiffrement ne tient pas",
        Reason::NotEnough => "trop peu de gardiens ont déchiffré",
        Reason::ResultDiffers => "le résultat n’est pas ce que donnent les déchiffrements",
        Reason::NotAPrefix => "l’archive précédente n’est pas un début de celle-ci",
        Reason::OlderUnreadable => "l’archive précédente ne peut pas être lue",
    }
}
