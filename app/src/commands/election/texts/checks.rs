//! What each check claims, and why it matters to a voter.

use beffroi_ballot::verify::CheckId;

#[expect(clippy::too_many_lines, reason = "a table")]
/// In French.
pub(super) fn french(id: CheckId) -> (&'static str, &'static str) {
    match id {
        CheckId::ArchiveBytes => {
            ("Le fichier est exact à l’octet près", "Un octet de trop pourrait cacher un second contenu.")
        }
        CheckId::ArchiveNames => (
            "Chaque pièce porte l’empreinte de son contenu",
            "Aucune pièce n’a changé depuis qu’elle a été nommée.",
        ),
        CheckId::ArchiveChain => (
            "Chaque événement cite le précédent et ses pièces",
            "Rien n’a été retiré, ajouté ni déplacé après coup.",
        ),
        CheckId::EventsGrammar => (
            "Les événements suivent l’ordre d’une élection",
            "Aucun bulletin après la clôture, aucun dépouillement avant.",
        ),
        CheckId::JsonCanonical => (
            "Chaque pièce est écrite de la seule façon permise",
            "Deux textes pour une même chose auraient deux empreintes.",
        ),
        CheckId::Num => (
            "Les nombres sont canoniques et plus petits que l’ordre du groupe",
            "Un même nombre n’a qu’une écriture.",
        ),
        CheckId::Point => {
            ("Les éléments ont leur seule écriture", "Un même élément ne peut pas passer pour deux.")
        }
        CheckId::GroupMember => {
            ("Chaque élément est dans le bon groupe", "Hors du groupe, les preuves ne prouvent rien.")
        }
        CheckId::TrusteesPok => (
            "Chaque gardien connaît sa clé privée",
            "Sinon il aurait pu choisir sa clé d’après celle des autres.",
        ),
        CheckId::TrusteesCertificates => (
            "Les certificats des gardiens sont signés et faits pour ce groupe",
            "Ils disent à qui les parts ont été chiffrées.",
        ),
        CheckId::TrusteesCoefexps => (
            "Les engagements des gardiens sont signés et du bon degré",
            "Le degré fixe combien de gardiens il faut pour déchiffrer.",
        ),
        CheckId::TrusteesSignatures => {
            ("Les gardiens ont signé ce qu’ils ont vu", "Tous ont travaillé sur les mêmes certificats.")
        }
        CheckId::TrusteesKeys => {
            ("Les clés des gardiens découlent des engagements", "Aucune clé n’a été remplacée.")
        }
        CheckId::TrusteesElectionKey => {
            ("La clé de l’élection est celle des gardiens réunis", "Personne d’autre ne peut déchiffrer.")
        }
        CheckId::CredentialsDistinct => (
            "Les codes publics sont distincts et en ordre",
            "Chaque votant n’a qu’un code, et l’ordre ne dit rien de lui.",
        ),
        CheckId::BallotUnique => (
            "Aucun bulletin n’est deux fois dans l’urne",
            "Un bulletin recopié compterait deux fois ou révélerait un vote.",
        ),
        CheckId::BallotElection => (
            "Les bulletins sont faits pour cette élection",
            "Un bulletin d’ailleurs ne peut pas être rejoué ici.",
        ),
        CheckId::BallotCredential => {
            ("Les bulletins viennent de votants inscrits", "Personne n’a ajouté de bulletin.")
        }
        CheckId::BallotSignature => (
            "Les bulletins sont signés avec le code du votant",
            "Ni le serveur ni les gardiens ne peuvent voter à sa place.",
        ),
        CheckId::BallotShape => (
            "Les bulletins répondent aux questions posées",
            "Chaque question a sa réponse chiffrée, et rien de plus.",
        ),
        CheckId::BallotProofs => {
            ("Les votes chiffrés sont valables", "Personne n’a pu voter −1, 2 ou trop de réponses.")
        }
        CheckId::RevoteLast => ("Seul le dernier bulletin de chacun compte", "Qui revote remplace son vote."),
        CheckId::TallyCiphertexts => {
            ("La somme chiffrée est celle des bulletins comptés", "Aucun vote n’est perdu ni ajouté.")
        }
        CheckId::TallySize => {
            ("Le nombre de bulletins et les poids sont justes", "Ils bornent ce que le résultat peut être.")
        }
        CheckId::ShuffleChain => {
            ("Chaque mélange part du précédent", "Le mélange porte sur les vrais votes.")
        }
        CheckId::ShuffleProofs => {
            ("Les mélanges gardent toutes les réponses", "Aucune réponse n’a été changée en mélangeant.")
        }
        CheckId::DecryptionOwners => {
            ("Les déchiffrements viennent de gardiens différents", "Un gardien ne compte pas pour deux.")
        }
        CheckId::DecryptionShape => {
            ("Les déchiffrements couvrent toute la somme", "Rien n’est laissé de côté.")
        }
        CheckId::DecryptionProofs => (
            "Les déchiffrements sont faits avec les clés des gardiens",
            "Un gardien ne peut pas fausser le résultat.",
        ),
        CheckId::DecryptionEnough => ("Assez de gardiens ont déchiffré", "Le seuil annoncé est respecté."),
        CheckId::ResultCounts => {
            ("Le résultat est ce que donnent les déchiffrements", "Le résultat publié est celui des urnes.")
        }
        CheckId::Diff => ("L’archive prolonge la précédente", "L’urne n’a fait que grandir."),
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
/// In English.
pub(super) fn english(id: CheckId) -> (&'static str, &'static str) {
    match id {
        CheckId::ArchiveBytes => {
            ("The file is exact to the byte", "A spare byte could hide a second content.")
        }
        CheckId::ArchiveNames => {
            ("Each piece is named by the hash of its content", "No piece has changed since it was named.")
        }
        CheckId::ArchiveChain => (
            "Each event names the one before and its records",
            "Nothing was removed, added or moved afterwards.",
        ),
        CheckId::EventsGrammar => {
            ("Events follow the order of an election", "No ballot after closing, no count before.")
        }
        CheckId::JsonCanonical => (
            "Each record is written in the only way allowed",
            "Two texts for one thing would have two hashes.",
        ),
        CheckId::Num => ("Numbers are canonical and below the group's order", "A number has one spelling."),
        CheckId::Point => ("Elements have their one text", "One element cannot pass for two."),
        CheckId::GroupMember => {
            ("Every element is in the right group", "Outside the group, proofs prove nothing.")
        }
        CheckId::TrusteesPok => {
            ("Every trustee knows their private key", "Else they could have chosen it from the others' keys.")
        }
        CheckId::TrusteesCertificates => (
            "Trustees' certificates are signed and made for this set",
            "They say to whom shares were encrypted.",
        ),
        CheckId::TrusteesCoefexps => (
            "Trustees' commitments are signed and of the right degree",
            "The degree sets how many trustees it takes to decrypt.",
        ),
        CheckId::TrusteesSignatures => {
            ("Trustees signed what they saw", "All worked on the same certificates.")
        }
        CheckId::TrusteesKeys => ("Trustees' keys follow from the commitments", "No key was replaced."),
        CheckId::TrusteesElectionKey => {
            ("The election's key is the trustees' keys together", "Nobody else can decrypt.")
        }
        CheckId::CredentialsDistinct => (
            "Public credentials are distinct and in order",
            "Each voter has one code, and its place says nothing.",
        ),
        CheckId::BallotUnique => {
            ("No ballot is twice in the urn", "A copied ballot could count twice or reveal a vote.")
        }
        CheckId::BallotElection => {
            ("Ballots were made for this election", "A ballot from elsewhere cannot be replayed here.")
        }
        CheckId::BallotCredential => ("Ballots come from listed voters", "Nobody added a ballot."),
        CheckId::BallotSignature => (
            "Ballots are signed with the voter's code",
            "Neither server nor trustees can vote in their place.",
        ),
        CheckId::BallotShape => {
            ("Ballots answer the questions asked", "Each question has its encrypted answer and nothing else.")
        }
        CheckId::BallotProofs => {
            ("The encrypted votes are valid", "Nobody could vote −1, 2, or too many answers.")
        }
        CheckId::RevoteLast => {
            ("Only the last ballot of each voter counts", "Voting again replaces the vote.")
        }
        CheckId::TallyCiphertexts => {
            ("The encrypted tally is the sum of the counted ballots", "No vote is lost or added.")
        }
        CheckId::TallySize => {
            ("The number of ballots and the weights are right", "They bound what the result can be.")
        }
        CheckId::ShuffleChain => {
            ("Each shuffle starts from the one before", "What is shuffled is the real votes.")
        }
        CheckId::ShuffleProofs => ("Shuffles keep every answer", "No answer was changed while shuffling."),
        CheckId::DecryptionOwners => {
            ("Decryptions come from different trustees", "A trustee does not count for two.")
        }
        CheckId::DecryptionShape => ("Decryptions cover the whole tally", "Nothing is left aside."),
        CheckId::DecryptionProofs => {
            ("Decryptions were made with the trustees' keys", "A trustee cannot falsify the result.")
        }
        CheckId::DecryptionEnough => ("Enough trustees have decrypted", "The announced threshold is met."),
        CheckId::ResultCounts => {
            ("The result is what the decryptions give", "The published result is the urn's.")
        }
        CheckId::Diff => ("The archive continues the older one", "The urn only grew."),
    }
}
