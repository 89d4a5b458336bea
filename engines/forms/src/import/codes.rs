//! The stable codes of an import report, their weight and their sentences.

use super::report::{Lang, Verdict};

/// How much a reason weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing is lost.
    Exact,
    /// The draft differs and the sentence says how.
    Approximated,
    /// Refused because nothing else is possible, for the reason given.
    Impossible,
    /// Refused because the importer does not know how.
    Unsupported,
}

impl Class {
    /// The verdict that goes with it.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Exact => Verdict::Converted,
            Self::Approximated => Verdict::Approximated,
            Self::Impossible | Self::Unsupported => Verdict::Refused,
        }
    }
}

/// A code with what its sentence cannot know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The code.
    pub code: Code,
    /// A name, a value; may be empty.
    pub detail: String,
}

impl Reason {
    /// A reason.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let detail: String = detail.into();
        let detail = if detail.chars().count() > 200 {
            detail.chars().take(199).chain(['…']).collect()
        } else {
            detail
        };
        Self { code, detail }
    }

    /// The sentence, with its detail in brackets.
    pub fn text(&self, lang: Lang) -> String {
        let sentence = self.code.text(lang);
        if self.detail.is_empty() {
            sentence.to_owned()
        } else {
            format!("{} [{}]", sentence.trim_end_matches('.'), self.detail)
        }
    }
}

macro_rules! codes {
    ($($name:ident $class:ident $id:literal $fr:literal $en:literal;)+) => {
        /// Why an element was converted as it was.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $en] $name,)+
        }

        /// Every code with its weight, its identifier, its French and its English sentence.
        const TABLE: &[(Code, Class, &str, &str, &str)] =
            &[$((Code::$name, Class::$class, $id, $fr, $en),)+];
    };
}

codes! {
    Converted Exact "converted"
        "Converti tel quel."
        "Converted as it is.";
    AuthorNote Exact "author_note"
        "Texte jamais affiché dans la source : gardé comme note pour l’auteur."
        "A text the source never shows: kept as a note for the author.";
    ImplicitPage Exact "implicit_page"
        "Champs sans page : une première page est créée."
        "Fields before any page: a first page is made.";
    Inlined Exact "inlined"
        "Bloc intégré au formulaire avec ses champs."
        "Block put into the form with its fields.";
    Informative Exact "informative"
        "Information de gestion sans effet sur la démarche."
        "Housekeeping data without effect on the procedure.";
    DuplicateName Exact "duplicate_name"
        "Nom de variable répété : un numéro est ajouté, les conditions lisent le premier champ répondu."
        "Repeated variable name: a number is added, conditions read the first answered field.";
    BareName Approximated "bare_name"
        "Nom d’un champ sans « form_var_ » : vide dans la source, donc vide ici."
        "Name of a field without its prefix: empty in the source, hence empty here.";
    UnknownName Approximated "unknown_name"
        "Nom inconnu de la source : considéré comme vide."
        "Name unknown to the source: taken as empty.";
    SiteVariable Approximated "site_variable"
        "Variable propre à la plateforme d’origine : devient un paramètre à régler par la commune."
        "Variable of the original platform: becomes a parameter for the commune to set.";
    AccountAttribute Approximated "account_attribute"
        "Attribut du compte : lu dans le champ du formulaire qui en est prérempli, vide s’il n’y en a pas."
        "Account attribute: read from the field of the form it fills in, empty when there is none.";
    ServiceAnswer Approximated "service_answer"
        "Réponse d’un service extérieur : lue dans un champ d’agent à remplir par le connecteur."
        "Answer of an outside service: read from an agent’s field that the connector fills in.";
    ServiceParam Approximated "service_parameter"
        "Réponse d’un service extérieur : devient un paramètre à régler par la commune."
        "Answer of an outside service: becomes a parameter for the commune to set.";
    UndeclaredOption Approximated "undeclared_option"
        "Option que le fichier ne déclare pas : paramètre de texte créé, à régler."
        "Option the file does not declare: a text parameter is made, to be set.";
    ParameterPart Approximated "parameter_part"
        "Partie d’une option structurée : devient un paramètre à part, à régler."
        "Part of a structured option: becomes a parameter of its own, to be set.";
    UnknownFormField Approximated "unknown_form_field"
        "Champ d’un formulaire absent de l’import : lu par son nom, comme un texte."
        "Field of a form that was not imported: read by its name, as a text.";
    UnknownField Approximated "unknown_field"
        "Champ qui n’existe pas dans le formulaire : considéré comme vide, comme dans la source."
        "Field that does not exist in the form: taken as empty, as in the source.";
    LaterField Approximated "later_field"
        "Champ posé plus loin : considéré comme vide, une condition ne lit que ce qui précède."
        "Field asked further on: taken as empty, a condition reads only what comes before.";
    OpenList Approximated "open_list"
        "Liste tenue ailleurs : la comparaison lit la ligne choisie d’un registre à remplir."
        "List kept elsewhere: the comparison reads the chosen row of a register to be filled.";
    FirstRowOnly Approximated "first_row_only"
        "Ligne précise d’un bloc : la première ligne répondue est lue."
        "A given row of a block: the first answered row is read.";
    RowsParam Approximated "rows_parameter"
        "Nombre de lignes d’une liste tenue ailleurs : devient un paramètre à régler."
        "Number of rows of a list kept elsewhere: becomes a parameter to set.";
    TextAsTime Approximated "text_as_time"
        "Heure gardée dans un texte : la comparaison est laissée de côté, comme si elle était vraie."
        "Time kept in a text: the comparison is left out, as if it were true.";
    UnknownColumn Approximated "unknown_column"
        "Colonne que la liste n’a pas : considérée comme vide."
        "Column the list does not have: taken as empty.";
    PythonRead Approximated "python_read"
        "Expression Python lue comme une condition ordinaire, jamais exécutée."
        "Python expression read as an ordinary condition, never executed.";
    PythonValue Approximated "python_value"
        "Valeur écrite en Python : lue comme un texte à places ou un calcul ordinaire, jamais exécutée."
        "Value written in Python: read as an ordinary text with places or calculation, never executed.";
    SplitText Approximated "split_text"
        "Liste dans un texte : on y cherche le morceau de texte."
        "List inside a text: the piece of text is looked for in it.";
    NoSuchOption Approximated "no_such_option"
        "Compare avec un texte qu’aucune option n’a : toujours faux dans la source aussi, à corriger par l’auteur."
        "Compares with a text no option has: never true in the source either, for the author to correct.";
    Identity Approximated "identity"
        "« is » compare des objets dans la source ; ici : répondu ou non."
        "“is” compares objects in the source; here: answered or not.";
    LabelComparison Approximated "label_comparison"
        "Compare deux réponses par leur libellé."
        "Compares two answers by their label.";
    SeveralAsOne Approximated "several_as_one"
        "Choix multiple comparé à un seul texte : vrai si cette option est cochée, même avec d’autres."
        "Multiple choice compared with one text: true when this option is ticked, even with others.";
    NeverEqual Approximated "never_equal"
        "Valeurs de types différents, jamais égales dans la source : toujours faux."
        "Values of different types, never equal in the source: always false.";
    UnknownStep Approximated "unknown_step"
        "Nom d’étape que le circuit importé n’a pas."
        "Name of a step the imported workflow does not have.";
    MixedTypes Approximated "mixed_types"
        "Comparaison de types différents : fausse dans la source, fausse ici."
        "Comparison of different types: false in the source, false here.";
    ChoiceAsNumber Approximated "choice_as_number"
        "Libellé ou identifiant d’une option lu comme un nombre."
        "Label or identifier of an option read as a number.";
    PieceOfConstant Approximated "piece_of_constant"
        "Recherche dans un texte constant : égal à l’un de ses morceaux séparés par des virgules."
        "Search in a constant text: equal to one of its parts between commas.";
    TextCondition Approximated "text_condition"
        "Condition à l’intérieur d’un texte : la première variante est gardée."
        "Condition inside a text: the first variant is kept.";
    TextFirst Approximated "text_first"
        "« Premier non vide » dans un texte : la première valeur est gardée."
        "“First not empty” inside a text: the first value is kept.";
    TextCalculation Approximated "text_calculation"
        "Calcul à l’intérieur d’un texte : laissé vide."
        "Calculation inside a text: left out.";
    TextTag Approximated "text_tag"
        "Instruction de modèle à l’intérieur d’un texte : laissée de côté."
        "Template instruction inside a text: left out.";
    ListToFill Approximated "list_to_fill"
        "Les options viennent d’un service ou d’un registre : liste ouverte à remplir."
        "The options come from a service or a register: open list to be filled.";
    ListFiltered Approximated "list_filtered"
        "La source filtre cette liste selon la personne : toutes les options sont proposées."
        "The source filters this list for each person: all options are offered.";
    ListUnion Approximated "list_union"
        "La source choisit entre plusieurs listes : leurs options sont réunies."
        "The source chooses between several lists: their options are brought together.";
    ListAlias Approximated "list_alias"
        "Champ calculé qui ne fait que nommer une liste : remplacé par la liste."
        "Computed field that only names a list: replaced by the list.";
    NoOptions Approximated "no_options"
        "Aucune option dans la source : liste à remplir."
        "No option in the source: list to be filled.";
    PythonExpressionList Approximated "python_list"
        "Options calculées par un programme Python, jamais exécuté : liste à remplir."
        "Options computed by a Python program, never executed: list to be filled.";
    SiteText Approximated "site_text"
        "Identifiants d’options faits du nom de la commune : « commune » en tient lieu."
        "Option identifiers made of the commune’s name: “commune” stands for it.";
    UnknownFieldType Approximated "unknown_field_type"
        "Type de champ inconnu : gardé comme un texte."
        "Unknown type of field: kept as a text.";
    UnknownValidation Approximated "unknown_validation"
        "Règle de validation sans équivalent : laissée de côté."
        "Validation rule without counterpart: left out.";
    BadRegex Approximated "bad_regex"
        "Expression régulière que le moteur ne lit pas : laissée de côté."
        "Regular expression the engine does not read: left out.";
    ValidationCondition Approximated "validation_condition"
        "Règle de validation écrite comme condition : vérifiée en quittant la page."
        "Validation rule written as a condition: checked when leaving the page.";
    RankLost Approximated "rank_lost"
        "Classement d’options : choix multiple, l’ordre n’est pas demandé."
        "Ranking of options: multiple choice, the order is not asked.";
    TableAsBlock Approximated "table_as_block"
        "Tableau : devient un bloc répétable, une colonne par champ."
        "Table: becomes a repeated block, one field for each column.";
    TimeRange Approximated "time_range"
        "Plage horaire réservable : période à saisir, sans réservation."
        "Bookable time range: a period to type, without booking.";
    Signature Approximated "signature"
        "Signature dessinée : fichier image à joindre."
        "Drawn signature: image file to attach.";
    MapOptions Approximated "map_options"
        "Carte : les réglages d’affichage ne sont pas repris."
        "Map: display settings are not taken over.";
    BlockMissing Approximated "block_missing"
        "Bloc absent de l’import : remplacé par une ligne de texte à compléter par l’auteur."
        "Block that was not imported: replaced by a line of text for the author to complete.";
    PrefillService Approximated "prefill_service"
        "Préremplissage par un moyen sans équivalent : laissé de côté."
        "Prefilling by a means without counterpart: left out.";
    PrefillPlace Approximated "prefill_place"
        "Préremplissage par la position : proposé par la carte ou l’adresse."
        "Prefilling by position: proposed by the map or the address.";
    PrefillTemplate Approximated "prefill_template"
        "Modèle de préremplissage trop complexe : laissé de côté."
        "Prefilling template too complex: left out.";
    FreezeOnce Approximated "freeze_once"
        "Valeur calculée une seule fois dans la source : ici recalculée tant que la demande n’est pas envoyée."
        "Value computed only once in the source: here computed again until the request is sent.";
    DateBound Approximated "date_bound"
        "Limite de date écrite comme un modèle trop complexe : laissée de côté."
        "Date limit written as a too complex template: left out.";
    DisplayMode Approximated "display_mode"
        "Présentation (carte, calendrier, images) : choix simple."
        "Presentation (map, calendar, images): plain choice.";
    ConditionDropped Approximated "condition_dropped"
        "La condition est refusée : l’élément est toujours affiché."
        "The condition is refused: the element is always shown.";
    ServiceValue Approximated "service_value"
        "Valeur donnée par un service extérieur : texte vide, à brancher par l’auteur."
        "Value given by an outside service: empty text, for the author to connect.";
    PublicGuessed Approximated "public_state_guessed"
        "État public deviné d’après le nom et la place de l’étape : à confirmer."
        "Public state guessed from the name and place of the step: to be confirmed.";
    LoopState Approximated "loop_state"
        "Étape répétée pour chaque élément d’une liste : passée une seule fois."
        "Step repeated for each element of a list: passed once.";
    TextRecipient Approximated "text_recipient"
        "Destinataire écrit comme un modèle : adresse lue dans un champ."
        "Recipient written as a template: address read from a field.";
    RecipientDropped Approximated "recipient_dropped"
        "Destinataire sans équivalent : laissé de côté."
        "Recipient without counterpart: left out.";
    MailTemplateMissing Approximated "mail_template_missing"
        "Modèle de courriel absent de l’import : le texte de l’action est gardé."
        "Mail model that was not imported: the action’s own text is kept.";
    Connector Approximated "connector"
        "Appel d’un service extérieur : connecteur à configurer par la commune."
        "Call of an outside service: connector for the commune to configure.";
    Payment Approximated "payment"
        "Mise au panier de paiement : action de paiement, à relier à la régie."
        "Payment basket: payment action, to be linked to the commune’s account.";
    BranchOnError Approximated "branch_on_error"
        "Plusieurs suites selon l’erreur : une seule est gardée."
        "Several ways on by kind of error: only one is kept.";
    AskMerged Approximated "ask_merged"
        "Question et bouton d’envoi réunis en une seule action."
        "Question and submit button joined into one action.";
    RedirectBanner Approximated "redirect_banner"
        "Redirection vers une adresse : affichée comme lien."
        "Redirection to an address: shown as a link.";
    SmsAsMessage Approximated "sms_as_message"
        "SMS : message à la personne par courriel et dans son espace."
        "Text message: message to the person by mail and in their space.";
    DocumentModel Approximated "document_model"
        "Document fait d’un modèle joint : document vide à rédiger."
        "Document made from an attached model: empty document to be written.";
    AsNote Approximated "as_note"
        "Action interne sans équivalent : une note est inscrite à l’historique."
        "Internal action without counterpart: a note is written in the history.";
    DispatchRules Approximated "dispatch_rules"
        "Attribution selon des règles : une affectation conditionnelle par règle."
        "Assignment by rules: one conditional assignment for each rule.";
    TimerUnit Approximated "timer_unit"
        "Délai converti vers l’unité la plus proche."
        "Delay converted to the nearest unit.";
    TimerTemplate Approximated "timer_template"
        "Délai écrit comme un modèle : lu dans un paramètre, en jours."
        "Delay written as a template: read from a parameter, in days.";
    AnchorGuessed Approximated "anchor_guessed"
        "Point de départ du délai sans équivalent exact : le plus proche est pris."
        "Start of the delay without exact counterpart: the nearest is taken.";
    UnlinkOnly Approximated "unlink_only"
        "Ne détache que la personne dans la source : ici anonymise."
        "Only detaches the person in the source: here anonymises.";
    MassTrigger Approximated "outside_trigger"
        "Déclencheur extérieur : événement nommé du circuit."
        "Outside trigger: named event of the workflow.";
    ColumnMapping Approximated "set_unknown_field"
        "Champ d’agent non déclaré : créé comme un texte."
        "Undeclared agent’s field: made as a text.";
    BannerEverywhere Approximated "banner_place"
        "Place du message sur la page non reprise."
        "Place of the message on the page not taken over.";
    MarkerLost Approximated "marker_lost"
        "Repère de retour posé par la transition : « étape précédente » en tient lieu."
        "Return marker set by the transition: “previous step” stands for it.";
    UnknownTarget Approximated "unknown_target"
        "Étape visée absente du circuit : le dossier reste où il est."
        "Target step missing from the workflow: the file stays where it is.";
    HiddenButton Approximated "hidden_button"
        "Question sans bouton d’envoi : les boutons du circuit l’envoient."
        "Question without submit button: the workflow’s buttons send it.";
    Presentation Approximated "presentation"
        "Présentation de la source (styles, tailles, emplacements) : la nôtre s’applique."
        "Presentation of the source (styles, sizes, places): ours applies.";
    Access Approximated "access"
        "Droit d’accès : à donner aux unités de la commune."
        "Right of access: to be given to the commune’s units.";
    StrongLogin Approximated "strong_login"
        "Identification exigée par la source : niveau de connexion de la démarche."
        "Identification the source asks for: login level of the procedure.";
    ListingView Approximated "listing_view"
        "Vue de liste des agents : à refaire avec les listes enregistrées."
        "Agents’ list view: to be made again with saved lists.";
    OldFlows Approximated "old_flows"
        "Correspondance avec d’anciens circuits : sans objet pour de nouveaux dossiers."
        "Mapping to former workflows: without object for new files.";
    FlowMissing Approximated "flow_missing"
        "Circuit absent de l’import : à choisir par l’auteur."
        "Workflow that was not imported: for the author to choose.";
    UnknownSetting Approximated "unknown_setting"
        "Réglage inconnu de l’importeur : laissé de côté."
        "Setting unknown to the importer: left out.";
    StructuredOption Approximated "structured_option"
        "Valeur structurée d’une option : seul le texte est gardé."
        "Structured value of an option: only its text is kept.";
    CardAsForm Approximated "card_as_form"
        "Modèle de fiche : formulaire d’un registre à créer."
        "Card model: form of a register to be made.";
    RemoteSource Approximated "remote_source"
        "Liste lue sur un service : registre à remplir ou connecteur."
        "List read from a service: register to fill or connector.";
    ForeignFilter Impossible "foreign_filter"
        "Filtre propre à la plateforme d’origine : son effet n’est pas dans le fichier."
        "Filter of the original platform: what it does is not in the file.";
    CardRead Impossible "card_read"
        "Lit les fiches ou les dossiers de la plateforme d’origine : ils ne sont pas importés."
        "Reads the cards or files of the original platform: they are not imported.";
    ServiceOnly Impossible "service_only"
        "Valeur calculée par un service extérieur : rien dans le fichier ne permet de la refaire."
        "Value computed by an outside service: nothing in the file allows to make it again.";
    PythonExpression Impossible "python_expression"
        "Programme Python, qui n’est ni une condition ni une valeur simple : jamais exécuté, à réécrire."
        "Python program that is neither a condition nor a simple value: never executed, to be written again.";
    NoSecrets Impossible "no_secrets"
        "Mot de passe : une démarche n’en garde pas."
        "Password: a procedure keeps none.";
    CardWrite Impossible "card_write"
        "Crée ou modifie une fiche ou un autre dossier : aucun registre de la source n’est importé."
        "Makes or changes a card or another file: no register of the source is imported.";
    ProfileWrite Impossible "profile_write"
        "Modifie le compte ou les rôles d’une personne : seule la personne ou l’administration du site le peut."
        "Changes a person’s account or roles: only the person or the site’s administration may.";
    UnsupportedFilter Unsupported "unsupported_filter"
        "Filtre sans équivalent."
        "Filter without counterpart.";
    ColumnOfSeveral Unsupported "column_of_several"
        "Colonne d’un choix multiple : sans équivalent."
        "Column of a multiple choice: without counterpart.";
    PartOfBlock Unsupported "part_of_block"
        "Partie inconnue d’un bloc."
        "Unknown part of a block.";
    ConditionSyntax Unsupported "condition_syntax"
        "La source elle-même ne peut pas lire cette condition."
        "The source itself cannot read this condition.";
    Uncomparable Unsupported "uncomparable"
        "Comparaison de valeurs sans ordre commun."
        "Comparison of values without a common order.";
    TemplateValue Unsupported "template_value"
        "Modèle dont la valeur n’a pas d’équivalent."
        "Template whose value has no counterpart.";
    TemplateTag Unsupported "template_tag"
        "Instruction de modèle sans équivalent."
        "Template instruction without counterpart.";
    UnknownAction Unsupported "unknown_action"
        "Action inconnue de l’importeur."
        "Action unknown to the importer.";
    Unreadable Unsupported "unreadable"
        "Fichier illisible."
        "Unreadable file.";
}

impl Code {
    fn row(self) -> &'static (Code, Class, &'static str, &'static str, &'static str) {
        &TABLE[self as usize]
    }

    /// All codes.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// How much it weighs.
    pub fn class(self) -> Class {
        self.row().1
    }

    /// Stable identifier.
    pub fn id(self) -> &'static str {
        self.row().2
    }

    /// The sentence.
    pub fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Fr => self.row().3,
            Lang::En => self.row().4,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_its_own_identifier_and_both_sentences() {
        let ids: BTreeSet<_> = Code::all().map(Code::id).collect();
        assert_eq!(ids.len(), Code::all().count());
        assert!(
            Code::all().all(|c| c.text(Lang::Fr).len() > 5 && c.text(Lang::En).len() > 5 && c.row().0 == c)
        );
    }
}
