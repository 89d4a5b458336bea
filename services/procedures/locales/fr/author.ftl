# The authors' workshop: beginning, editing, comparing a procedure.

procedures-author-begin = Nouvelle démarche
procedures-author-start-title = Commencer une démarche
procedures-author-start-description = Une démarche nouvelle, avec une première page vide.
procedures-author-start-text = Vous partez de rien : une page vide et un circuit simple. Pour repartir d’une démarche, copiez-la depuis la liste.
procedures-author-start-help = Un verbe et un objet. Exemple : Abattre un arbre.
procedures-author-start = Commencer
procedures-author-first-page = Votre demande
procedures-author-free = Gratuit
procedures-author-copy-of = Copie de { $title }
procedures-author-copy-procedure = Copier
procedures-author-paper-link = Voir le formulaire papier (PDF)
procedures-author-edit-form = Modifier le formulaire
procedures-author-edit-flow = Modifier le circuit
procedures-author-questions-link = À quoi servent les questions
procedures-author-compare-link = Comparer deux révisions
procedures-author-thing-description = Une partie de la démarche, modifiée seule.
procedures-author-around = Où vous êtes
procedures-author-outline = Plan
procedures-author-beside = Contrôles et aperçu
procedures-author-whole = L’ensemble
procedures-author-phone-preview = Comme sur un téléphone
procedures-author-wide = Sur toute la largeur
procedures-author-done-added = C’est ajouté.
procedures-author-done-copied = C’est copié.
procedures-author-done-moved = C’est déplacé.
procedures-author-done-removed = C’est supprimé.
procedures-author-nothing = (rien)
procedures-author-choose = Choisir
procedures-author-previous-step = L’étape précédente
procedures-author-no-condition = Toujours.
procedures-author-change-condition = Changer
procedures-author-more = Autres réglages
procedures-author-none-yet = Rien encore.
procedures-author-up = Monter
procedures-author-down = Descendre
procedures-author-add = Ajouter
procedures-author-first-words = Premiers mots
procedures-author-sort = Sorte
procedures-author-sort-change = Changer de sorte
procedures-author-sort-help = Ce que les deux sortes ont en commun reste. Le reste s’efface.
procedures-author-sort-set = Changer
procedures-author-other-acts = Autres actes
procedures-author-copy = Copier
procedures-author-move-to = Déplacer vers
procedures-author-move = Déplacer
procedures-author-remove = Supprimer
procedures-author-keep = Garder
procedures-author-remove-title = Supprimer : { $title }
procedures-author-remove-inside = { $n ->
    [one] Un élément à l’intérieur sera supprimé aussi.
   *[other] { $n } éléments à l’intérieur seront supprimés aussi.
}
procedures-author-remove-free = Rien d’autre ne s’y réfère.
procedures-author-remove-hanging = D’autres parties s’y réfèrent. Elles resteront, et les contrôles les signaleront comme des erreurs :
procedures-author-hard = Lisibilité : { $n }. C’est difficile à lire sous 50. Coupez les phrases, choisissez des mots courts.

# Why a value is not taken
procedures-author-f-missing = Remplissez cette case.
procedures-author-f-name = « { $detail } » n’est pas un nom. Écrivez des lettres minuscules sans accent, des chiffres et _, en commençant par une lettre.
procedures-author-f-number = Donnez un nombre entier.
procedures-author-f-term = Ceci ne se lit pas comme une valeur. Écrivez un mot, un nombre, une date, {"{"}nom{"}"}, ou l’arbre JSON. Détail : { $detail }
procedures-author-f-choice = « { $detail } » n’est pas dans la liste.
procedures-author-f-line = La ligne { $detail } ne se lit pas. Vérifiez ses séparateurs.
procedures-author-f-taken = « { $detail } » est déjà pris. Choisissez un autre nom.
procedures-author-f-refused = Cette valeur ne convient pas. Détail : { $detail }

# Conditions
procedures-author-c-none = Aucune condition : toujours.
procedures-author-c-whole = La condition
procedures-author-c-group = Groupe { $n }
procedures-author-c-line = Ligne { $n }
procedures-author-c-how = Il faut
procedures-author-c-all = toutes ces lignes
procedures-author-c-any = une de ces lignes au moins
procedures-author-c-any-row = tout cela dans une ligne au moins de « { $block } »
procedures-author-c-all-rows = tout cela dans chaque ligne de « { $block } »
procedures-author-c-subject = Ce que l’on compare
procedures-author-c-verb = Comparaison
procedures-author-c-value = Valeur
procedures-author-c-value-help = Une valeur : un mot, un nombre, une date comme 2026-11-23, oui, non, ou une autre réponse entre accolades, comme {"{"}surface{"}"}. Pour « est l’un de » et « est entre », une valeur par ligne.
procedures-author-c-tree = Arbre JSON de cette condition
procedures-author-c-not = Le contraire
procedures-author-c-add-line = Ajouter une ligne
procedures-author-c-add-group = Ajouter un groupe
procedures-author-c-add-tree = Ajouter un arbre JSON
procedures-author-c-drop = Retirer
procedures-author-c-read = Relire sans enregistrer
procedures-author-w-verb-eq = est
procedures-author-w-verb-ne = n’est pas
procedures-author-w-verb-answered = a une réponse
procedures-author-w-verb-blank = est sans réponse
procedures-author-w-verb-lt = est inférieur à
procedures-author-w-verb-le = est au plus
procedures-author-w-verb-gt = est supérieur à
procedures-author-w-verb-ge = est au moins
procedures-author-w-verb-within = est entre
procedures-author-w-verb-in = est l’un de
procedures-author-w-verb-has = comprend
procedures-author-w-verb-contains = contient
procedures-author-w-verb-starts-with = commence par
procedures-author-w-verb-true = est « oui »

# Comparison of revisions
procedures-author-compare-title = Révisions comparées : { $title }
procedures-author-compare-description = Ce qui a été ajouté, retiré, changé d’une révision à l’autre.
procedures-author-compare-from = De
procedures-author-compare-to = À
procedures-author-compare = Comparer
procedures-author-compare-count = { $n ->
    [0] Aucune différence.
    [one] Une différence.
   *[other] { $n } différences.
}
procedures-author-diff-added = Ajouté
procedures-author-diff-removed = Retiré
procedures-author-diff-moved = Déplacé
procedures-author-diff-order = Autre ordre
procedures-author-diff-changed = Changé
procedures-author-diff-place = Endroit
procedures-author-diff-what = Quoi
procedures-author-diff-before = Avant
procedures-author-diff-after = Après

# Uses of questions
procedures-author-questions-title = Questions : { $title }
procedures-author-questions-description = Qui utilise chaque question, et ce qu’un registre sait déjà.
procedures-author-questions-text = Une question que rien n’utilise est une question de trop, sauf si un agent la lit. Ce qu’un registre sait déjà ne se demande qu’une fois.
procedures-author-questions-table = Questions, défile de côté
procedures-author-questions-all = Voir toutes les questions
procedures-author-questions-dead = Voir seulement celles que rien n’utilise
procedures-author-asked = questions posées
procedures-author-dead = que rien n’utilise
procedures-author-held = qu’un registre sait déjà
procedures-author-proposed = proposées par une source
procedures-author-question = Question
procedures-author-used-by = Qui l’utilise
procedures-author-register = Registre
procedures-author-unused = Rien ne l’utilise
procedures-author-asked-again = Un registre le sait : indiquez une source
procedures-author-source-is = Source : { $source }
procedures-author-use-condition = Condition
procedures-author-use-calculation = Calcul
procedures-author-use-document = Document
procedures-author-use-message = Message
procedures-author-use-action = Action du circuit
procedures-author-use-text = Texte
procedures-author-use-digest = Ligne des listes

# Shapes
procedures-author-s-form = Le formulaire
procedures-author-s-law = Base légale
procedures-author-s-channel = Autre voie
procedures-author-s-param = Paramètre
procedures-author-s-list = Liste
procedures-author-s-page = Page
procedures-author-s-item = Question
procedures-author-s-option = Option
procedures-author-s-require = Règle
procedures-author-s-document = Document
procedures-author-s-paragraph = Paragraphe
procedures-author-s-flow = Le circuit
procedures-author-s-role = Rôle
procedures-author-s-step = Étape
procedures-author-s-transition = Bouton
procedures-author-s-timer = Délai
procedures-author-s-event = Événement
procedures-author-s-global = Action générale
procedures-author-s-action = Action

# Lists
procedures-author-l-pages = Pages
procedures-author-l-lists = Listes
procedures-author-l-params = Paramètres
procedures-author-l-documents = Documents
procedures-author-l-laws = Bases légales
procedures-author-l-channels = Autres voies
procedures-author-l-items = Questions et textes
procedures-author-l-require = Règles à remplir pour quitter la page
procedures-author-l-options = Options
procedures-author-l-paragraphs = Paragraphes
procedures-author-l-steps = Étapes
procedures-author-l-roles = Rôles
procedures-author-l-fields = Champs des agents
procedures-author-l-global = Actions générales
procedures-author-l-on-enter = Actions à l’arrivée
procedures-author-l-offers = Boutons
procedures-author-l-timers = Délais
procedures-author-l-events = Événements
procedures-author-l-actions = Actions
procedures-author-l-form = Questions posées avant

# Kinds of item
procedures-author-k-text = Texte court
procedures-author-k-long-text = Texte long
procedures-author-k-integer = Nombre entier
procedures-author-k-decimal = Nombre à virgule
procedures-author-k-yes-no = Oui ou non
procedures-author-k-checkbox = Case à cocher
procedures-author-k-choice = Un choix
procedures-author-k-choices = Plusieurs choix
procedures-author-k-linked-choice = Choix qui dépend d’un autre
procedures-author-k-date = Date
procedures-author-k-time = Heure
procedures-author-k-datetime = Date et heure
procedures-author-k-period = Période
procedures-author-k-email = Adresse e-mail
procedures-author-k-phone = Téléphone
procedures-author-k-person-name = Nom d’une personne
procedures-author-k-address = Adresse
procedures-author-k-postcode = Code postal
procedures-author-k-municipality = Commune
procedures-author-k-country = Pays
procedures-author-k-national-number = Numéro national
procedures-author-k-enterprise-number = Numéro d’entreprise
procedures-author-k-iban = Compte bancaire (IBAN)
procedures-author-k-file = Fichier
procedures-author-k-map = Lieu sur un plan
procedures-author-k-record = Fiche d’un registre
procedures-author-k-file-link = Autre dossier de la personne
procedures-author-k-computed = Valeur calculée
procedures-author-k-paragraph = Texte à lire
procedures-author-k-heading = Titre
procedures-author-k-section = Section
procedures-author-k-block = Bloc répété

# What an action does
procedures-author-do-notify = Écrire à quelqu’un
procedures-author-do-banner = Afficher un message en tête
procedures-author-do-note = Noter dans l’historique
procedures-author-do-ask = Poser des questions
procedures-author-do-set = Remplir un champ d’agent
procedures-author-do-document = Faire un document
procedures-author-do-payment = Demander un paiement
procedures-author-do-appointment = Proposer un rendez-vous
procedures-author-do-opinion = Demander un avis
procedures-author-do-assign = Confier à un service
procedures-author-do-call = Appeler un connecteur
procedures-author-do-editable = Rouvrir les réponses
procedures-author-do-anonymise = Anonymiser
procedures-author-do-delete = Supprimer le dossier
procedures-author-do-go = Passer à une étape

# Properties
procedures-author-p-meta-title = Titre
procedures-author-p-meta-description = Description
procedures-author-p-meta-digest = Le dossier en une ligne
procedures-author-h-meta-digest = Ce que les listes montrent. Exemple : Arbres à abattre : {"{"}n{"}"}
procedures-author-p-meta-confirmation = Ce que la personne lit après l’envoi
procedures-author-p-meta-keywords = Mots-clés
procedures-author-h-meta-keywords = Un par ligne.
procedures-author-p-meta-fees = Prix
procedures-author-h-meta-fees = Un par ligne : le montant, puis | et pour quoi. Exemple : 12,50 | par copie
procedures-author-p-meta-announced-days = Réponse annoncée, en jours
procedures-author-p-meta-announced-working = Ces jours sont ouvrables
procedures-author-p-meta-purpose = À quoi servent les réponses ?
procedures-author-p-meta-retention = Que deviennent les réponses à la fin ?
procedures-author-p-meta-note = Note pour les auteurs
procedures-author-p-login = Que faut-il pour commencer ?
procedures-author-p-tracking-code = Le dossier se suit avec un code, sans compte
procedures-author-p-clock-period-n = Délai légal : longueur
procedures-author-h-clock-period-n = Vide : la loi ne fixe aucun délai.
procedures-author-p-clock-period-unit = Délai légal : unité
procedures-author-p-clock-silence = Le silence de la commune vaut
procedures-author-p-clock-correction = Une correction demandée
procedures-author-p-title = Titre
procedures-author-p-article = Article
procedures-author-p-url = Adresse
procedures-author-p-kind = Sorte
procedures-author-p-at = Lieu, numéro ou adresse
procedures-author-p-hours = Heures
procedures-author-p-id = Nom interne
procedures-author-h-id = Lettres minuscules, chiffres et _. Un nom changé change partout où il sert.
procedures-author-q-option-id = Code gardé dans la réponse
procedures-author-g-option-id = Les conditions comparent ce code. Le changer ne change pas les conditions.
procedures-author-p-label = Intitulé
procedures-author-q-paragraph-label = Texte
procedures-author-q-heading-label = Titre
procedures-author-q-section-label = Titre de la section
procedures-author-q-block-label = Nom d’une ligne
procedures-author-p-type = Type
procedures-author-p-default = Valeur proposée
procedures-author-h-default = Un mot, un nombre, une date, oui, non, ou une autre réponse : {"{"}nom{"}"}
procedures-author-p-columns = Colonnes
procedures-author-h-columns = Une par ligne. Il faut id et label.
procedures-author-p-rows = Lignes
procedures-author-h-rows = Une ligne par choix, colonnes séparées par |. Vous pouvez coller un tableau.
procedures-author-p-register = Registre
procedures-author-q-list-register = Registre qui remplace ces lignes
procedures-author-p-when = Affiché si
procedures-author-q-transition-when = Proposé si
procedures-author-q-timer-when = Agit si
procedures-author-q-event-when = Agit si
procedures-author-q-global-when = Proposée si
procedures-author-q-require-when = Vaut si
procedures-author-p-cond = Doit être vrai
procedures-author-p-else = Ce que la personne lit sinon
procedures-author-p-note = Note pour les auteurs
procedures-author-p-help = Aide
procedures-author-p-text = Texte
procedures-author-h-text = Une réponse se place entre accolades : {"{"}nom{"}"}
procedures-author-p-start = Première étape
procedures-author-p-name = Nom
procedures-author-p-public = Ce que le public voit
procedures-author-p-waiting = La commune attend l’habitant
procedures-author-p-hidden = L’habitant ne voit pas le nom de l’étape
procedures-author-p-end = Le dossier finit ici
procedures-author-p-visible-to = Qui voit les dossiers à cette étape ?
procedures-author-h-visible-to = Personne de coché : tous.
procedures-author-p-to = Mène à l’étape
procedures-author-q-notify-to = À qui
procedures-author-q-banner-to = Pour qui
procedures-author-q-note-to = Qui la lit ?
procedures-author-g-note-to = Personne de coché : tous.
procedures-author-p-who = Qui ?
procedures-author-p-confirm = Question de confirmation
procedures-author-p-reason = Un motif écrit est demandé
procedures-author-p-batch = Peut se faire sur plusieurs dossiers
procedures-author-p-after = Après
procedures-author-h-after = Un nombre, ou un paramètre : {"{"}param.delai{"}"}
procedures-author-p-unit = Unité
procedures-author-q-assign-unit = Service
procedures-author-p-anchor = Compté depuis
procedures-author-p-steps = Seulement à ces étapes
procedures-author-p-required = Obligatoire
procedures-author-p-locked = La valeur proposée ne se change pas
procedures-author-p-source = Qui pourrait répondre à la place ?
procedures-author-h-source = Une source par ligne, la meilleure d’abord. Exemple : account.name
procedures-author-p-purpose = Finalité propre à cette question
procedures-author-p-retention = Conservation propre à cette question
procedures-author-p-audience = Qui répond ?
procedures-author-p-max-len = Longueur au plus, en caractères
procedures-author-p-pattern = Modèle à respecter
procedures-author-h-pattern = Expression régulière que tout le texte doit suivre.
procedures-author-p-pattern-else = Ce que la personne lit si le modèle n’est pas suivi
procedures-author-p-min = Au moins
procedures-author-p-max = Au plus
procedures-author-h-min = Un nombre, une date, aujourd’hui, ou une autre réponse : {"{"}nom{"}"}
procedures-author-q-choices-min = Nombre de choix au moins
procedures-author-q-choices-max = Nombre de choix au plus
procedures-author-g-choices-min = Vide : aucun minimum.
procedures-author-p-scale = Chiffres après la virgule
procedures-author-p-list = Liste
procedures-author-h-list = Vide : les options propres, plus bas.
procedures-author-p-display = Présentation
procedures-author-p-parent = Question dont dépend le choix
procedures-author-p-column = Colonne comparée
procedures-author-p-country = Pays
procedures-author-p-scheme = Registre
procedures-author-p-max-mib = Taille d’un fichier au plus, en Mo
procedures-author-p-max-files = Nombre de fichiers au plus
procedures-author-p-types = Types acceptés
procedures-author-h-types = Un par ligne. Exemple : application/pdf. Vide : tous ceux que la commune accepte.
procedures-author-p-what = Quoi
procedures-author-p-procedure = Seulement de cette démarche
procedures-author-p-value = Valeur
procedures-author-h-value = Un mot, un nombre, {"{"}nom{"}"}, ou l’arbre JSON d’un calcul.
procedures-author-p-shown = Montrée sur la page
procedures-author-p-level = Niveau du titre (2 ou 3)
procedures-author-p-rows-0 = Lignes au moins
procedures-author-p-rows-1 = Lignes au plus
procedures-author-p-via = Par quel moyen
procedures-author-p-subject = Objet
procedures-author-p-body = Texte
procedures-author-h-body = Une réponse se place entre accolades : {"{"}nom{"}"}. Une ligne vide sépare les paragraphes.
procedures-author-q-call-body = Ce qui est envoyé
procedures-author-g-call-body = Une ligne par valeur : nom = valeur.
procedures-author-p-attach = Pièces jointes
procedures-author-h-attach = Noms de documents ou de champs, un par ligne.
procedures-author-p-addresses = Autres adresses
procedures-author-h-addresses = Une par ligne : une adresse, ou une réponse entre accolades.
procedures-author-p-field = Champ d’agent
procedures-author-p-document = Document
procedures-author-p-amount = Montant
procedures-author-p-paid = Étape après le paiement
procedures-author-p-calendar = Agenda
procedures-author-p-from = À qui
procedures-author-p-days = Jours pour répondre
procedures-author-p-question = Question
procedures-author-p-role = Rôle
procedures-author-p-connector = Connecteur
procedures-author-p-method = Méthode
procedures-author-p-result = Champ d’agent qui garde la réponse
procedures-author-p-on-error = En cas d’échec
procedures-author-p-fields = Questions rouvertes
procedures-author-h-fields = Noms internes, un par ligne. Vide : toutes.

# Words of closed choices
procedures-author-w-retention-final = Effacé à la fin de la conservation
procedures-author-w-retention-keep = Gardé avec le dossier archivé
procedures-author-w-login-none = Rien
procedures-author-w-login-account = Un compte
procedures-author-w-login-strong = Une identité électronique
procedures-author-w-unit-days = jours
procedures-author-w-unit-weeks = semaines
procedures-author-w-unit-months = mois
procedures-author-w-unit-working-days = jours ouvrables
procedures-author-w-unit-hours = heures
procedures-author-w-unit-minutes = minutes
procedures-author-w-silence-accept = accord
procedures-author-w-silence-reject = rejet
procedures-author-w-silence-nothing = rien
procedures-author-w-correction-continue = suspend le délai
procedures-author-w-correction-reset = fait repartir le délai
procedures-author-w-kind-counter = Guichet
procedures-author-w-kind-phone = Téléphone
procedures-author-w-kind-post = Courrier
procedures-author-w-kind-online = En ligne
procedures-author-w-kind-aidant = Aidant
procedures-author-w-type-text = Texte
procedures-author-w-type-integer = Nombre entier
procedures-author-w-type-decimal = Nombre à virgule
procedures-author-w-type-boolean = Oui ou non
procedures-author-w-type-date = Date
procedures-author-w-type-time = Heure
procedures-author-w-type-datetime = Date et heure
procedures-author-w-public-draft = Brouillon
procedures-author-w-public-filed = Reçu
procedures-author-w-public-in-review = En examen
procedures-author-w-public-accepted = Accepté
procedures-author-w-public-refused = Refusé
procedures-author-w-public-dropped = Classé sans suite
procedures-author-w-anchor-entered = l’arrivée à l’étape
procedures-author-w-anchor-filed = l’envoi de la demande
procedures-author-w-anchor-decided = la décision
procedures-author-w-display-auto = Selon le nombre d’options
procedures-author-w-display-buttons = Boutons
procedures-author-w-display-select = Liste déroulante
procedures-author-w-country-be = Belgique
procedures-author-w-country-fr = France
procedures-author-w-country-lu = Luxembourg
procedures-author-w-country-nl = Pays-Bas
procedures-author-w-country-de = Allemagne
procedures-author-w-scheme-bce = Banque-Carrefour (BCE)
procedures-author-w-scheme-siren = SIREN
procedures-author-w-scheme-siret = SIRET
procedures-author-w-what-point = Un point
procedures-author-w-what-parcel = Une parcelle
procedures-author-w-audience-citizen = La personne
procedures-author-w-audience-agent = Un agent
procedures-author-w-on-error-stop = S’arrêter et prévenir un agent
procedures-author-w-on-error-pass = Continuer
procedures-author-w-party-applicant = La personne qui demande
procedures-author-w-party-system = Le système
procedures-author-w-via-mail = E-mail
procedures-author-w-via-space = Son espace
procedures-author-w-via-letter = Lettre
procedures-author-w-tick-1 = oui

# Running files moved to a newer revision
procedures-author-moving-link = Dossiers restés à une révision plus ancienne
procedures-author-moving-title = Dossiers à déplacer : { $title }, révision { $n }
procedures-author-moving-description = Les dossiers ouverts d’une révision plus ancienne, et ce que deviendraient leurs réponses.
procedures-author-moving-text = Un dossier ouvert garde sa révision. Vous pouvez le faire passer à celle-ci, après avoir vu ce que devient chaque réponse. Vous voyez les questions, jamais les réponses.
procedures-author-moving-empty = Aucun dossier ouvert à une révision plus ancienne.
procedures-author-moving-files = { $n ->
    [one] un dossier
   *[other] { $n } dossiers
}
procedures-author-moving-steps = Les étapes
procedures-author-moving-steps-text = Où va un dossier selon son étape. Les actions d’arrivée ne se refont pas. Les délais deviennent ceux de cette révision.
procedures-author-moving-look = Voir ce que deviennent les réponses
procedures-author-moving-files-title = Les dossiers
procedures-author-moving-no-step = aucune étape choisie
procedures-author-moving-kept = { $n ->
    [0] Aucune réponse ne reste telle quelle.
    [one] Une réponse reste telle quelle.
   *[other] { $n } réponses restent telles quelles.
}
procedures-author-moving-rewritten = Écrites autrement :
procedures-author-moving-lost = Sans place dans la nouvelle révision :
procedures-author-moving-busy = Une correction ou une tâche est en cours : ce dossier ne se déplace pas avant sa fin.
procedures-author-moving-tick = Déplacer { $number }
procedures-author-moving-accept = J’ai lu quelles réponses n’ont plus de place. Elles seront gardées dans l’historique du dossier.
procedures-author-moving-go = Déplacer les dossiers cochés
procedures-author-moving-more = D’autres dossiers suivent : ils viennent après ceux-ci.
procedures-author-moving-none = Aucun dossier à déplacer.
procedures-author-moving-none-ticked = Cochez au moins un dossier.
procedures-author-moving-blocked = Un dossier coché n’a pas d’étape, ou attend une correction ou une tâche.
procedures-author-moving-loses = Des réponses n’ont plus de place. Cochez cette case si vous l’acceptez.
procedures-author-moving-kept-here = Ces réponses n’ont plus de question dans le formulaire. Elles restent lisibles ici.
procedures-author-moving-done = { $n ->
    [0] Aucun dossier n’a été déplacé.
    [one] Un dossier a été déplacé.
   *[other] { $n } dossiers ont été déplacés.
}
procedures-author-lost-gone = la question n’existe plus
procedures-author-lost-kind = la question demande autre chose
procedures-author-lost-option = l’option n’existe plus

# In the history of a file, which its applicant reads
procedures-event-revision = Le dossier suit maintenant la révision { $what } du formulaire (par { $by })

# Easy language
procedures-author-easy-link = Écrire la version facile à lire
procedures-author-easy-title = Facile à lire : { $title }
procedures-author-easy-description = Les textes de la démarche en facile à lire et à comprendre.
procedures-author-easy-text = Redites chaque texte avec des mots de tous les jours et une idée par phrase. Faites-le relire par des personnes concernées. Une case vide garde le texte habituel.
procedures-author-p-easy-title = Titre facile à lire
procedures-author-p-easy-description = Description facile à lire
procedures-author-p-easy-confirmation = Texte d’envoi facile à lire
procedures-author-p-easy-label = Intitulé facile à lire
procedures-author-p-easy-help = Aide facile à lire

# Checks
procedures-author-places = À { $n } endroits

# Archive
procedures-author-archive = Archiver
procedures-author-unarchive = Sortir de l’archive
procedures-author-archive-text = Archivée, la démarche quitte la liste. Elle reste lisible et ses dossiers continuent.
procedures-author-done-archived = La démarche est archivée. Ses dossiers continuent.
procedures-author-done-unarchived = La démarche est sortie de l’archive.
procedures-author-is-archived = Archivée
procedures-author-archived-list = Démarches archivées
procedures-author-current-list = Démarches en cours
