
# --- Authors' desk (agents' pages: French only) ---
procedures-author-nav = Démarches
procedures-author-list-title = Démarches de la commune
procedures-author-list-description = Les démarches, leur révision publiée et leur brouillon.
procedures-author-list-table = Démarches, défile de côté
procedures-author-list-empty = Aucune démarche. Importez un formulaire pour commencer.
procedures-author-procedure = Démarche
procedures-author-published = Publiée
procedures-author-draft = Brouillon
procedures-author-checks = Contrôles
procedures-author-actions = À faire
procedures-author-revision-n = Révision { $n }
procedures-author-not-published = Non publiée
procedures-author-no-draft = Aucun
procedures-author-errors = { $n ->
    [one] { $n } erreur
   *[other] { $n } erreurs
}
procedures-author-warnings = { $n ->
    [one] { $n } conseil
   *[other] { $n } conseils
}
procedures-author-clean = Prête à publier
procedures-author-new-revision = Nouvelle révision
procedures-author-imported = { $n ->
    [one] Un formulaire est importé comme brouillon.
   *[other] { $n } formulaires sont importés comme brouillons.
}

procedures-author-import = Importer
procedures-author-import-title = Importer des formulaires
procedures-author-import-description = Un formulaire d’un autre logiciel devient un brouillon, avec un compte rendu.
procedures-author-import-text = Chaque formulaire trouvé devient un brouillon. Rien n’est publié avant votre accord.
procedures-author-import-label = Fichiers
procedures-author-import-help = Exports XML de w.c.s. (Publik) : choisissez ensemble le formulaire, son circuit, ses blocs et ses sources de données. Ou un formulaire JSON de Beffroi. Au plus 16 Mo par fichier et 26 Mo en tout.
procedures-author-import-nothing-done = Rien n’a été importé et aucun brouillon n’a changé. Corrigez, puis choisissez de nouveau tous les fichiers.
procedures-author-import-none = Choisissez au moins un fichier.
procedures-author-import-empty = « { $file } » est vide. Refaites l’export.
procedures-author-import-large = « { $file } » dépasse { $detail } Mo. Exportez les formulaires un à un.
procedures-author-import-utf8 = « { $file } » n’est pas un texte UTF-8. Refaites l’export en UTF-8.
procedures-author-import-encoding = « { $file } » se dit en { $detail }. Refaites l’export en UTF-8.
procedures-author-import-doctype = « { $file } » contient une déclaration DOCTYPE, interdite dans un export. Refaites l’export.
procedures-author-import-bomb = « { $file } » est imbriqué ou long au-delà de tout formulaire. Vérifiez d’où il vient.
procedures-author-import-broken = « { $file } » est tronqué ou abîmé. Refaites l’export. Détail : { $detail }
procedures-author-import-other = « { $file } » n’est ni un formulaire ni une partie de formulaire. { $detail }
procedures-author-import-mistake = « { $file } » contient une erreur, à { $detail }
procedures-author-import-no-form = Aucun formulaire dans ces fichiers. Ajoutez celui qui les utilise.

procedures-author-revision-title = { $title }, révision { $n }
procedures-author-revision-description = Contrôles, informations à confirmer et compte rendu d’import d’une révision.
procedures-author-is-published = Publiée
procedures-author-is-former = Publiée autrefois
procedures-author-is-draft = Brouillon
procedures-author-created = Créée le { $date }.
procedures-author-history = Révisions de la démarche
procedures-author-history-draft = (brouillon)
procedures-author-see-public = Voir dans le catalogue
procedures-author-done-saved = C’est enregistré.
procedures-author-done-published = La révision est publiée. Les dossiers ouverts gardent la leur.
procedures-author-done-withdrawn = La démarche n’est plus dans le catalogue. Les dossiers ouverts continuent.
procedures-author-blocked = { $n ->
    [one] Publication impossible : une erreur à corriger
   *[other] Publication impossible : { $n } erreurs à corriger
}
procedures-author-sheet-link = Compléter la fiche du catalogue
procedures-author-preview-link = Essayer le formulaire
procedures-author-document-link = Télécharger la révision publiée (JSON)
procedures-author-schema-link = Télécharger le schéma d’un envoi (JSON Schema)
procedures-author-checks-errors = { $n ->
    [one] Une erreur empêche de publier.
   *[other] { $n } erreurs empêchent de publier.
}
procedures-author-checks-clean = Aucune erreur : la révision peut être publiée.
procedures-author-checks-warnings = { $n ->
    [one] Un conseil à lire.
   *[other] { $n } conseils à lire.
}
procedures-author-error = Erreur
procedures-author-advice = Conseil
procedures-author-publish-text = Une révision publiée ne change plus. Elle est inscrite au journal public.
procedures-author-publish = Publier
procedures-author-withdraw-text = Retirée, la démarche quitte le catalogue et la recherche. Les dossiers ouverts continuent.
procedures-author-withdraw = Retirer du catalogue

procedures-author-confirm = À confirmer
procedures-author-confirm-text = Aucun import ne peut savoir cela à votre place.
procedures-author-title = Titre
procedures-author-title-missing = Donnez un titre.
procedures-author-data = Données personnelles
procedures-author-purpose = À quoi servent les réponses ?
procedures-author-purpose-help = Vaut pour chaque question qui n’a pas sa propre finalité. Exemple : instruire la demande de permis.
procedures-author-retention = Que deviennent les réponses à la fin ?
procedures-author-retention-final = Effacées quand la conservation du dossier prend fin
procedures-author-retention-keep = Gardées avec le dossier archivé, parce que la loi le demande
procedures-author-laws = Base légale
procedures-author-law-n = Texte { $n }
procedures-author-law-title = Titre du texte
procedures-author-law-article = Article
procedures-author-law-url = Adresse du texte (ELI)
procedures-author-law-title-missing = Donnez le titre du texte, ou videz les autres cases.
procedures-author-law-url-bad = L’adresse doit commencer par https:// et ne contenir aucun espace.
procedures-author-ways = Sans ordinateur
procedures-author-ways-text = La démarche se fait aussi au guichet, par téléphone et par courrier.
procedures-author-counter = Guichet : lieu
procedures-author-counter-hours = Guichet : heures
procedures-author-phone = Téléphone : numéro
procedures-author-phone-hours = Téléphone : heures
procedures-author-post = Courrier : adresse
procedures-author-access = Accès
procedures-author-login = Que faut-il pour commencer ?
procedures-author-login-none = Rien
procedures-author-login-account = Un compte
procedures-author-login-strong = Une identité électronique
procedures-author-tracking = Le dossier se suit avec un code, sans compte
procedures-author-steps = Étapes du circuit
procedures-author-steps-text = Ce que l’habitant lit quand son dossier est à cette étape. L’import l’a deviné.
procedures-author-step-end = (fin)
procedures-author-step-waiting = La commune attend l’habitant
procedures-author-state-filed = Reçu
procedures-author-state-in-review = En examen
procedures-author-state-accepted = Accepté
procedures-author-state-refused = Refusé
procedures-author-state-dropped = Classé sans suite
procedures-author-save = Enregistrer
procedures-author-changed-meanwhile = Quelqu’un d’autre a changé ce brouillon. Relisez ce que vous avez saisi, puis enregistrez de nouveau.
procedures-author-too-long = Au plus { $most } caractères : il y en a { $n }.
procedures-author-bad-number = Donnez un nombre entier, au plus { $most }.

procedures-author-report = Compte rendu d’import
procedures-author-count-converted = repris tels quels
procedures-author-count-approximated = repris à peu près
procedures-author-count-refused = refusés
procedures-author-filters = Ce que le compte rendu montre
procedures-author-show-to-read = À relire
procedures-author-show-converted = Repris
procedures-author-show-approximated = À peu près
procedures-author-show-refused = Refusés
procedures-author-show-all = Tout
procedures-author-report-empty = Rien dans cette liste.
procedures-author-kind-form = Formulaire
procedures-author-kind-workflow = Circuit
procedures-author-kind-block = Bloc de champs
procedures-author-kind-card = Modèle de fiche
procedures-author-kind-source = Source de données
procedures-author-kind-mail = Modèle de courriel
procedures-author-kind-other = Autre fichier
procedures-author-col-element = Élément
procedures-author-col-verdict = Résultat
procedures-author-col-why = Raison
procedures-author-verdict-converted = Repris
procedures-author-verdict-approximated = Repris à peu près
procedures-author-verdict-refused = Refusé

procedures-author-sheet-title = Fiche : { $title }
procedures-author-sheet-description = Ce que le catalogue dit de la démarche.
procedures-author-sheet-text = Si la démarche est publiée, la fiche change dès l’enregistrement.
procedures-author-summary = Résumé
procedures-author-summary-help = Une phrase.
procedures-author-audience = Pour qui ?
procedures-author-needs = Ce qu’il faut préparer
procedures-author-one-a-line = Un par ligne.
procedures-author-cost = Coût
procedures-author-cost-help = « Gratuit », « 25 € »
procedures-author-delay = Réponse annoncée, en jours
procedures-author-delay-help = Jours calendrier.
procedures-author-delay-words = Délai en mots, si les jours ne suffisent pas
procedures-author-appeal = Voies de recours
procedures-author-appeal-help = Reprises dans chaque décision : auprès de qui, dans quel délai, comment.
procedures-author-unit = Service qui traite
procedures-author-unit-any = Choisissez le service
procedures-author-unit-missing = Choisissez le service qui traite. Sans lui, personne ne verrait les dossiers. Publiez ensuite.
procedures-author-unit-unknown = Choisissez un service ouvert.
procedures-author-theme = Thème
procedures-author-theme-unknown = Choisissez un thème de la liste.
procedures-author-events = Moments de vie
procedures-author-keywords = Mots que les gens emploient
procedures-author-rank = Rang parmi les plus demandées
procedures-author-rank-help = 1 vient en premier. Vide : elle n’en est pas.
procedures-author-languages = Autres langues
procedures-author-languages-text = Sans traduction, la fiche reste en français et le dit.

procedures-author-preview-title = Essai : { $title }
procedures-author-preview-description = Le formulaire tel que l’habitant le verra.
procedures-author-preview-text = Essai : rien n’est enregistré.
procedures-author-preview-over = C’était la dernière page. Toutes les réponses sont acceptées.
procedures-author-preview-skip = Passer sans répondre
procedures-author-preview-pages = Pages du formulaire
# --- end of the authors' desk ---
# Catalogue
procedures-nav = Démarches
procedures-nav-track = Suivre un dossier
procedures-nav-verify = Vérifier un document
procedures-nav-queue = Dossiers
procedures-home-title = Les démarches les plus demandées
procedures-home-all = { $n ->
    [one] Voir la démarche
   *[other] Voir les { $n } démarches
}
procedures-life-title = Que vous arrive-t-il ?
procedures-life-description = Les démarches utiles pour ce moment de votre vie.
procedures-life-text = Voici les démarches utiles pour ce moment. Faites celles qui vous concernent, dans l’ordre que vous voulez.
procedures-life-animal = J’ai un animal
procedures-life-deces = Un proche est décédé
procedures-life-demenager = Je déménage
procedures-life-mariage = Je me marie
procedures-life-naissance = J’attends un enfant
procedures-life-organiser = J’organise une fête
procedures-life-rentree = Mon enfant va à l’école
procedures-life-travaux = Je fais des travaux
procedures-theme-enfance = Enfance et école
procedures-theme-environnement = Environnement et déchets
procedures-theme-etat_civil = État civil et population
procedures-theme-logement = Logement et urbanisme
procedures-theme-mobilite = Rues et mobilité
procedures-theme-vie_locale = Fêtes et associations
procedures-theme-vie_quotidienne = Vie quotidienne
procedures-catalogue-title = Toutes les démarches
procedures-catalogue-description = Les démarches de la commune, par thème : délai, prix et documents à préparer.
procedures-catalogue-count = { $n ->
    [0] Aucune démarche n’est encore en ligne.
    [one] Une démarche, par thème.
   *[other] { $n } démarches, par thème.
}
procedures-all = Toutes les démarches
procedures-answer-within = { $n ->
    [one] Réponse en un jour
   *[other] Réponse en { $n } jours
}
# Page of a procedure
procedures-about = À propos de cette démarche
procedures-start = Commencer la démarche
procedures-no-account = Vous n’avez pas besoin de compte.
procedures-needs-account = Pour cette démarche, il faut un compte. Nous devons savoir qui fait la demande.
procedures-audience = Pour qui ?
procedures-needs = À préparer
procedures-channels = Autres façons de faire
procedures-channels-text = Choisissez ce qui vous convient. Le délai est le même.
procedures-channel-counter = Au guichet
procedures-channel-phone = Par téléphone
procedures-channel-post = Par courrier
procedures-channel-aidant = Avec quelqu’un qui vous aide
procedures-channel-online = En ligne
procedures-law = Textes de loi
procedures-in-short = En bref
procedures-cost = Prix
procedures-answer = Réponse
procedures-within = { $n ->
    [one] en un jour
   *[other] en { $n } jours
}
procedures-unit = Service
procedures-who-reads = Qui lit vos réponses ?
procedures-who-reads-text = Seuls les agents du service les lisent. La raison de chaque lecture est notée avant.
procedures-privacy = Lisez <a>comment nous protégeons vos données</a>.
procedures-need-help = Besoin d’aide ?
procedures-call = Appelez le <a>{ $phone }</a>. Quelqu’un remplit le formulaire avec vous.
# Starting and filling in
procedures-back-sheet = Présentation de la démarche
procedures-back = Page précédente
procedures-sign-in = Me connecter
procedures-sign-up = Créer un compte
procedures-sign-in-first = Me connecter d’abord
procedures-draft-found = Vous avez déjà commencé cette demande. Elle n’est pas encore envoyée. Dernier enregistrement : { $at }.
procedures-resume = Reprendre ma demande
procedures-abandon = Effacer ce brouillon
procedures-start-saved = Vos réponses s’enregistrent à chaque page. Vous pouvez finir plus tard.
procedures-start-check = Vous relisez tout avant d’envoyer. Rien n’est envoyé sans vous.
procedures-start-anonymous = Sans compte, reprenez votre demande sur cet appareil. Avec un compte, reprenez-la partout.
procedures-start-title = Commencer : { $title }
procedures-begin = Commencer
procedures-question-title = { $title } (page { $n } sur { $of })
procedures-step = Page { $n } sur { $of }
procedures-continue = Continuer
procedures-later = Finir plus tard
procedures-your-request = Votre demande
procedures-draft-saved = Enregistrée
procedures-autosaved = Brouillon enregistré à { "{heure}" }
procedures-autosave-failed = Brouillon non enregistré. Gardez cette page ouverte : nous réessayons.
procedures-autosave-session = Vous n’êtes plus connecté. Appuyez sur Continuer pour vous reconnecter.
procedures-proposed = Nous le savons déjà. Corrigez si ce n’est plus exact.
procedures-choose = Choisissez
procedures-yes = Oui
procedures-no = Non
procedures-day = Jour
procedures-month = Mois
procedures-year = Année
procedures-from = Premier jour
procedures-to = Dernier jour
procedures-row = Numéro { $n }
procedures-row-add = Ajouter
procedures-row-remove = Retirer
procedures-file-add = Ajouter ce fichier
procedures-file-remove = Retirer
procedures-size-mb = { $n } Mo
procedures-size-kb = { $n } ko
procedures-left-one = Il reste { "{n}" } caractère
procedures-left-other = Il reste { "{n}" } caractères
procedures-over-one = { "{n}" } caractère en trop
procedures-over-other = { "{n}" } caractères en trop
procedures-later-title = Votre demande est enregistrée
procedures-later-description = Comment reprendre votre demande plus tard.
procedures-later-until = Nous gardons vos réponses jusqu’au { $until }.
procedures-later-not-sent = Votre demande n’est pas encore envoyée.
procedures-later-space = Retrouvez-la dans <a>votre espace</a>.
procedures-later-here = Pour la reprendre, revenez sur cette page avec le même appareil et le même navigateur.
# Parts of an answer
procedures-part-given = Prénom
procedures-part-family = Nom de famille
procedures-part-street = Rue
procedures-part-number = Numéro
procedures-part-box = Boîte
procedures-part-postcode = Code postal
procedures-part-municipality = Localité
procedures-part-country = Pays
procedures-part-lat = Latitude
procedures-part-lon = Longitude
procedures-part-parcel = Parcelle cadastrale
procedures-part-from = Premier jour
procedures-part-to = Dernier jour
procedures-part-day = Jour
procedures-part-month = Mois
procedures-part-year = Année
procedures-part-best_id = Numéro d’adresse
# What an answer looks like
procedures-hint-date = Par exemple : 3 6 2026.
procedures-hint-date-from = À partir du { $min }.
procedures-hint-date-until = Au plus tard le { $max }.
procedures-hint-date-between = Entre le { $min } et le { $max }.
procedures-hint-time = Par exemple : 14h30.
procedures-hint-datetime = Par exemple : 3/6/2026 14h30.
procedures-hint-period = Par exemple : 3/6/2026 et 5/6/2026.
procedures-hint-email = Par exemple : nom@exemple.be.
procedures-hint-phone = Par exemple : 0470 12 34 56.
procedures-hint-national-number = Tous les chiffres, avec ou sans espaces.
procedures-hint-enterprise-number = Tous les chiffres, avec ou sans points.
procedures-hint-iban = Par exemple : BE68 5390 0754 7034.
procedures-hint-choices = Cochez tout ce qui convient.
procedures-hint-map = Donnez la parcelle, ou la latitude et la longitude.
procedures-hint-file-link = Par exemple : 2026-000042.
procedures-hint-file = Fichier { $types }, { $mib } Mo au plus.
# What is asked again, by code of refusal
procedures-refusal-required = Répondez à « { $label } »
procedures-refusal-must-tick = Cochez « { $label } »
procedures-refusal-too-long = Raccourcissez « { $label } » : { $max } caractères au plus
procedures-refusal-pattern = Vérifiez la forme de « { $label } »
procedures-refusal-not-integer = Indiquez un nombre entier à « { $label } »
procedures-refusal-not-decimal = Indiquez un nombre à « { $label } », par exemple 12,50
procedures-refusal-too-precise = { $scale ->
    [0] Indiquez un nombre sans virgule à « { $label } »
    [one] Gardez un chiffre après la virgule à « { $label } »
   *[other] Gardez au plus { $scale } chiffres après la virgule à « { $label } »
}
procedures-refusal-too-small = Indiquez { $min } ou plus à « { $label } »
procedures-refusal-too-large = Indiquez { $max } ou moins à « { $label } »
procedures-refusal-not-option = Choisissez dans la liste à « { $label } »
procedures-refusal-too-few-choices = { $min ->
    [one] Cochez au moins une réponse à « { $label } »
   *[other] Cochez au moins { $min } réponses à « { $label } »
}
procedures-refusal-too-many-choices = { $max ->
    [one] Cochez une seule réponse à « { $label } »
   *[other] Cochez au plus { $max } réponses à « { $label } »
}
procedures-refusal-not-date = Indiquez le jour, le mois et l’année à « { $label } », par exemple 3 6 2026
procedures-refusal-no-such-day = Vérifiez la date à « { $label } » : ce jour n’existe pas
procedures-refusal-year-too-short = Indiquez l’année en quatre chiffres à « { $label } »
procedures-refusal-too-early = { $kind ->
    [time] Indiquez une heure à partir de { $min } à « { $label } »
   *[other] Indiquez une date à partir du { $min } à « { $label } »
}
procedures-refusal-too-late = { $kind ->
    [time] Indiquez une heure jusqu’à { $max } à « { $label } »
   *[other] Indiquez une date jusqu’au { $max } à « { $label } »
}
procedures-refusal-not-time = Indiquez une heure à « { $label } », par exemple 14h30
procedures-refusal-period-reversed = Choisissez un dernier jour après le premier à « { $label } »
procedures-refusal-part-missing = Complétez « { $part } » à « { $label } »
procedures-refusal-email = Indiquez une adresse complète à « { $label } », par exemple nom@exemple.be
procedures-refusal-phone = Indiquez un numéro complet à « { $label } », par exemple 0470 12 34 56
procedures-refusal-postcode = Indiquez un code postal qui existe à « { $label } »
procedures-refusal-municipality = Indiquez le nom exact de la commune à « { $label } »
procedures-refusal-country = Indiquez le nom ou le code du pays à « { $label } », par exemple Belgique
procedures-refusal-national-number-form = Recopiez tous les chiffres du numéro national à « { $label } »
procedures-refusal-national-number-check = Relisez le numéro national à « { $label } » : un chiffre est faux
procedures-refusal-national-number-date = Relisez le numéro national à « { $label } » : vérifiez la date de naissance qu’il contient
procedures-refusal-enterprise-number-form = Recopiez tous les chiffres du numéro d’entreprise à « { $label } »
procedures-refusal-enterprise-number-check = Relisez le numéro d’entreprise à « { $label } » : un chiffre est faux
procedures-refusal-iban-form = Recopiez tout le numéro de compte à « { $label } », par exemple BE68 5390 0754 7034
procedures-refusal-iban-check = Relisez le numéro de compte à « { $label } » : un signe est faux
procedures-refusal-iban-country = Indiquez un compte d’un pays qui utilise l’IBAN à « { $label } »
procedures-refusal-not-yes-no = Répondez oui ou non à « { $label } »
procedures-refusal-not-place = Donnez la parcelle, ou la latitude et la longitude, à « { $label } »
procedures-refusal-not-reference = Recopiez le numéro complet à « { $label } »
procedures-refusal-file-too-large = Choisissez un fichier de { $max } Mo au plus à « { $label } »
procedures-refusal-file-type = Choisissez un fichier { $types } à « { $label } »
procedures-refusal-too-many-files = { $max ->
    [one] Gardez un seul fichier à « { $label } »
   *[other] Gardez au plus { $max } fichiers à « { $label } »
}
procedures-refusal-too-few-rows = { $min ->
    [one] Ajoutez au moins une fois « { $label } »
   *[other] Ajoutez au moins { $min } fois « { $label } »
}
procedures-refusal-too-many-rows = { $max ->
    [one] Gardez une seule fois « { $label } »
   *[other] Gardez au plus { $max } fois « { $label } »
}
procedures-refusal-require = Vérifiez que les réponses de cette page vont ensemble
procedures-refusal-wrong-type = Répondez de nouveau à « { $label } »
procedures-refusal-unknown-field = Rechargez la page : ce formulaire ne pose pas cette question
# Check and send
procedures-check-title = Relisez, puis envoyez
procedures-check-description = Vos réponses, à relire avant de les envoyer.
procedures-check-missing = { $n ->
    [one] Il reste une réponse à compléter
   *[other] Il reste { $n } réponses à compléter
}
procedures-not-sent = Pas encore envoyé
procedures-change = Modifier
procedures-unanswered = Pas de réponse
procedures-after-sending = Après l’envoi, vous pouvez encore nous écrire et ajouter une précision. Vous recevez tout de suite un accusé de réception.
procedures-send = Envoyer ma demande
procedures-sent-title = Votre demande est envoyée
procedures-sent-description = Le numéro de votre dossier et la suite.
procedures-sent-number = Votre dossier porte le numéro { $number }.
procedures-sent-due = Nous vous répondons au plus tard le { $due }.
procedures-sent-code-title = Votre code de suivi
procedures-sent-code-text = Notez ce code. Avec le numéro du dossier, il ouvre votre dossier. Ne le donnez à personne.
procedures-copy = Copier
procedures-copied = Copié
procedures-receipt-pdf = Télécharger l’accusé de réception (PDF)
procedures-follow = Suivre mon dossier
procedures-sent-correct = Une erreur ? Ouvrez votre dossier et écrivez-nous.
procedures-sealed = Accusé de réception signé par la commune
procedures-fingerprint = Empreinte
procedures-verify-link = Vérifier
# Following a file
procedures-track-title = Suivre un dossier
procedures-track-description = Où en est votre demande, avec son numéro et son code.
procedures-track-text = Le numéro et le code sont sur votre accusé de réception.
procedures-track-number = Numéro du dossier
procedures-track-number-help = Par exemple : 2026-000042.
procedures-track-number-missing = Indiquez le numéro du dossier
procedures-track-code = Code de suivi
procedures-track-code-help = Douze signes, par exemple 78Z1-2345-6789.
procedures-track-code-missing = Indiquez le code de suivi
procedures-track-wrong = Vérifiez le numéro et le code : aucun dossier ne correspond
procedures-track-go = Voir mon dossier
procedures-track-account = Vous avez un compte ? Vos dossiers sont dans <a>votre espace</a>.
procedures-file-title = { $title }, dossier { $number }
procedures-file-description = Où en est votre dossier, les messages et les documents.
procedures-file-done = C’est enregistré.
procedures-state-draft = Pas encore envoyé
procedures-state-filed = Reçu
procedures-state-in-review = En examen
procedures-state-accepted = Accepté
procedures-state-refused = Refusé
procedures-state-dropped = Clos sans décision
procedures-state-waiting = Nous attendons votre réponse
procedures-due = Réponse au plus tard le { $due }
procedures-thread = Ce qui s’est passé
procedures-documents = Documents
procedures-doc-kind-receipt = Accusé de réception
procedures-doc-kind-decision = Décision
procedures-doc-get-pdf = Télécharger en PDF
procedures-doc-get-json = Données signées (JSON)
procedures-doc-get-jws = Signature (JWS)
procedures-message-title = Nous écrire
procedures-message-label = Votre message au service
procedures-message-send = Envoyer le message
procedures-answers = Vos réponses
procedures-correct-title = Corriger vos réponses
procedures-correct-description = Les réponses que le service vous demande de revoir.
procedures-correct-text = Le service vous demande de revoir certaines réponses. Votre dossier garde sa place.
procedures-correct-go = Corriger mes réponses
procedures-correct-send = Envoyer mes corrections
procedures-space-drafts = Demandes commencées
procedures-space-saved = Enregistrée : { $at }
procedures-space-files = Vos dossiers
procedures-space-none = Vous n’avez pas encore de dossier.
# History
procedures-by-you = vous
procedures-by-applicant = la personne qui demande
procedures-by-agent = la commune
procedures-by-system = la commune, automatiquement
procedures-event-filed = Demande envoyée par { $by }
procedures-event-step = Étape : { $what }
procedures-event-message = Message écrit par { $by }
procedures-event-banner = À savoir
procedures-event-note = Note écrite par { $by }
procedures-event-correction = Correction demandée par { $by }
procedures-event-corrected = Correction envoyée par { $by }
procedures-event-decision = Décision prise par { $by }
procedures-event-transition = { $what } (par { $by })
procedures-event-taken = Dossier pris par { $by }
procedures-event-given-back = Dossier rendu par { $by }
procedures-event-office = Données du service complétées par { $by }
# Verification
procedures-verify-title = Vérifier un document
procedures-verify-description = Vérifier qu’un document vient bien de la commune.
procedures-verify-text = Chaque document de la commune porte un code carré et une empreinte. Lisez le code avec votre téléphone, ou recopiez l’empreinte.
procedures-verify-fingerprint = Empreinte du document
procedures-verify-fingerprint-help = 32 signes : des chiffres et les lettres de a à f.
procedures-verify-go = Vérifier
procedures-verify-unknown = Recopiez de nouveau l’empreinte : aucun document de la commune ne porte celle-ci
procedures-verify-found = Ce document vient de la commune
procedures-verify-kind = Document
procedures-verify-procedure = Démarche
procedures-verify-date = Date
procedures-verify-compare = Comparer votre exemplaire
procedures-verify-file = Fichier que vous avez reçu
procedures-verify-file-help = Le PDF ou le JSON. Nous le comparons sans le garder.
procedures-verify-compare-go = Comparer
procedures-verify-same = Votre fichier est bien ce document, sans aucun changement.
procedures-verify-other = Votre fichier n’est pas ce document, ou il a été changé
procedures-verify-tools = Vérifier avec vos propres outils
procedures-verify-step-sum = Calculez la somme SHA-256 du PDF. Elle doit être :
procedures-verify-step-json = Prenez la clé publique de la commune :
procedures-verify-step-tool = Vérifiez avec cette clé la signature du fichier JSON. C’est une signature JWS détachée (RFC 7515).
# Mail
procedures-mail-filed-subject = Votre demande est reçue (dossier { $number })
procedures-mail-filed-text = La commune { $of } a bien reçu votre demande. Votre dossier porte le numéro { $number }.
procedures-mail-news-subject = Du nouveau dans votre dossier { $number }
procedures-mail-news-text = Il y a du nouveau dans votre dossier { $number }. Ouvrez-le pour le lire.
procedures-mail-correction-subject = Complétez votre dossier { $number }
procedures-mail-correction-text = Le service vous demande de revoir des réponses du dossier { $number }. Ouvrez-le pour les corriger. Votre dossier garde sa place.
procedures-mail-decided-subject = Décision dans votre dossier { $number }
procedures-mail-decided-text = Une décision est prise dans votre dossier { $number }. Ouvrez-le pour la lire.
procedures-mail-link = Ouvrir mon dossier
# Printed documents
procedures-doc-phone = Téléphone : { $phone }
procedures-doc-email = E-mail : { $email }
procedures-doc-verify = Vérifiez ce document
procedures-doc-receipt = Accusé de réception : { $title }
procedures-doc-receipt-lead = Nous avons reçu votre demande le { $date }. Elle porte le numéro { $number }. Nous vous répondons au plus tard le { $due }.
procedures-doc-code = Votre code de suivi : { $code }. Avec le numéro, il ouvre votre dossier. Ne le donnez à personne.
procedures-doc-accepted = Votre demande est acceptée.
procedures-doc-refused = Votre demande est refusée.
procedures-doc-about = Cette décision répond à votre demande du { $date }, dossier { $number }.
procedures-doc-reasons = Motifs
procedures-doc-conditions = Conditions
procedures-doc-appeal = Si vous n’êtes pas d’accord
# Problems
problem-two-windows-title = Cette demande est ouverte à deux endroits
problem-two-windows-text = Une autre fenêtre vient d’enregistrer cette demande. Vos dernières réponses ici ne sont pas enregistrées. Rechargez la page, puis complétez.
problem-moved-title = Ce dossier vient de changer
problem-moved-text = Quelqu’un a agi sur ce dossier pendant que vous le lisiez. Rechargez la page, puis recommencez.
problem-office-title = Ces données ne sont pas enregistrées
problem-office-text = { $message }. Revenez au dossier, puis corrigez.
problem-way-reload = Recharger la page
# Agents: queue
procedures-queue-title = Dossiers à traiter
procedures-queue-description = Les dossiers qui vous attendent, le plus urgent d’abord.
procedures-queue-mine = Mes dossiers
procedures-queue-views = Files de dossiers
procedures-queue-closed = Dossiers clos
procedures-queue-empty = Aucun dossier ici.
procedures-queue-table = Dossiers, le plus urgent d’abord
procedures-queue-number = Numéro
procedures-queue-procedure = Démarche
procedures-queue-step = Étape
procedures-queue-due = Réponse avant
procedures-queue-assignee = Agent
procedures-queue-next = Dossiers suivants
procedures-state-waiting-short = Attend le demandeur
procedures-late = { $n ->
    [one] En retard d’un jour
   *[other] En retard de { $n } jours
}
procedures-soon = { $n ->
    [0] Aujourd’hui
    [one] Demain
   *[other] Dans { $n } jours
}
# Agents: file
procedures-agent-file-description = La demande, son histoire et ce qui reste à faire.
procedures-back-file = Revenir au dossier
procedures-assigned-to = Suivi par { $name }.
procedures-request = Demande
procedures-filed-on = reçue le { $date }
procedures-journaled = Cette lecture est inscrite au journal. La personne peut la voir.
procedures-history = Histoire du dossier
procedures-internal = Interne
procedures-to-do = À faire
procedures-take = Prendre ce dossier
procedures-give-back = Rendre ce dossier
procedures-office = Données du service
procedures-office-save = Enregistrer
procedures-write = Écrire
procedures-write-applicant = Message à la personne
procedures-note-label = Note pour les collègues
procedures-note-send = Ajouter la note
procedures-ask-title = Demander une correction
procedures-ask-text = Cochez les réponses à revoir. La personne ne peut changer que celles-là. Le dossier garde sa place.
procedures-ask-kind = Que faut-il revoir ?
procedures-ask-kind-incomplete = Il manque quelque chose
procedures-ask-kind-incorrect = Une réponse est inexacte
procedures-ask-kind-outdated = Un document est trop ancien
procedures-ask-fields = Réponses à revoir
procedures-ask-message = Message à la personne
procedures-ask-send = Envoyer la demande
procedures-ask-none = Cochez au moins une réponse à revoir
procedures-ask-text-missing = Dites à la personne ce qu’elle doit revoir
procedures-reason = Motifs
procedures-reason-help = Écrivez en mots simples les faits et la règle. La personne reçoit ce texte tel quel.
procedures-reason-missing = Indiquez les motifs
procedures-conditions = Conditions
procedures-appeal = Recours
procedures-appeal-help = Ce texte figure dans la décision. Il dit où, comment et dans quel délai contester.
procedures-appeal-missing = Indiquez comment contester la décision
procedures-appeal-default = Vous pouvez demander au Conseil d’État d’annuler cette décision. Vous avez 60 jours à partir du jour où vous la recevez. Envoyez une requête recommandée au Conseil d’État, rue de la Science 33, 1040 Bruxelles.
procedures-decision-signed = La décision sera signée, datée et publiée dans le journal sans donnée personnelle. La personne la reçoit aussitôt.
procedures-cancel = Annuler

# The language of who made the request.
procedures-speaks = Langue de la personne : { $lang }.
procedures-written-in = La lettre part dans la langue de la personne ({ $lang }). Écrivez aussi vos motifs dans cette langue.
