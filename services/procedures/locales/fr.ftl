
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
procedures-author-import-help = Exports XML de w.c.s. (Publik) : choisissez ensemble le formulaire, son circuit, ses blocs et ses sources de données. Ou un formulaire JSON de Beffroi. Au plus 16 Mo par fichier et 26 Mo en tout.
procedures-author-import-nothing-done = Rien n’a été importé et aucun brouillon n’a changé. Corrigez, puis choisissez de nouveau tous les fichiers.
procedures-author-import-none = Choisissez au moins un fichier.
procedures-author-import-empty = « { $file } » est vide. Refaites l’export.
procedures-author-import-large = « { $file } » dépasse { $detail } Mo. Exportez les formulaires un à un.
procedures-author-import-utf8 = « { $file } » n’est pas un texte UTF-8. Refaites l’export en UTF-8.
procedures-author-import-encoding = « { $file } » se dit en { $detail }. Refaites l’export en UTF-8.
procedures-author-import-doctype = « { $file } » contient une déclaration DOCTYPE, interdite dans un export. Refaites l’export.
procedures-author-import-bomb = « { $file } » est imbriqué ou long au-delà de tout formulaire. Vérifiez d’où il vient.
procedures-author-import-broken = « { $file } » est tronqué ou abîmé. Refaites l’export. Détail : { $detail }
procedures-author-import-other = « { $file } » n’est ni un formulaire ni une partie de formulaire. { $detail }
procedures-author-import-mistake = « { $file } » contient une erreur, à { $detail }
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
    [one] Publication impossible : une erreur à corriger
   *[other] Publication impossible : { $n } erreurs à corriger
}
procedures-author-sheet-link = Compléter la fiche du catalogue
procedures-author-preview-link = Essayer le formulaire
procedures-author-document-link = Télécharger la révision publiée (JSON)
procedures-author-schema-link = Télécharger le schéma d’un envoi (JSON Schema)
procedures-author-checks-errors = { $n ->
    [one] Une erreur empêche de publier.
   *[other] { $n } erreurs empêchent de publier.
}
procedures-author-checks-clean = Aucune erreur : la révision peut être publiée.
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
procedures-author-purpose = À quoi servent les réponses ?
procedures-author-purpose-help = Vaut pour chaque question qui n’a pas sa propre finalité. Exemple : instruire la demande de permis.
procedures-author-retention = Que deviennent les réponses à la fin ?
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
procedures-author-counter = Guichet : lieu
procedures-author-counter-hours = Guichet : heures
procedures-author-phone = Téléphone : numéro
procedures-author-phone-hours = Téléphone : heures
procedures-author-post = Courrier : adresse
procedures-author-access = Accès
procedures-author-login = Que faut-il pour commencer ?
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
procedures-author-too-long = Au plus { $most } caractères : il y en a { $n }.
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

procedures-author-sheet-title = Fiche : { $title }
procedures-author-sheet-description = Ce que le catalogue dit de la démarche.
procedures-author-sheet-text = Si la démarche est publiée, la fiche change dès l’enregistrement.
procedures-author-summary = Résumé
procedures-author-summary-help = Une phrase.
procedures-author-audience = Pour qui ?
procedures-author-needs = Ce qu’il faut préparer
procedures-author-one-a-line = Un par ligne.
procedures-author-cost = Coût
procedures-author-cost-help = « Gratuit », « 25 € »
procedures-author-delay = Réponse annoncée, en jours
procedures-author-delay-help = Jours calendrier.
procedures-author-delay-words = Délai en mots, si les jours ne suffisent pas
procedures-author-appeal = Voies de recours
procedures-author-appeal-help = Reprises dans chaque décision : auprès de qui, dans quel délai, comment.
procedures-author-unit = Service qui traite
procedures-author-unit-any = Tous les services
procedures-author-unit-unknown = Choisissez un service ouvert.
procedures-author-theme = Thème
procedures-author-theme-unknown = Choisissez un thème de la liste.
procedures-author-events = Moments de vie
procedures-author-keywords = Mots que les gens emploient
procedures-author-rank = Rang parmi les plus demandées
procedures-author-rank-help = 1 vient en premier. Vide : elle n’en est pas.
procedures-author-languages = Autres langues
procedures-author-languages-text = Sans traduction, la fiche reste en français et le dit.

procedures-author-preview-title = Essai : { $title }
procedures-author-preview-description = Le formulaire tel que l’habitant le verra.
procedures-author-preview-text = Essai : rien n’est enregistré.
procedures-author-preview-over = C’était la dernière page. Toutes les réponses sont acceptées.
procedures-author-preview-skip = Passer sans répondre
procedures-author-preview-pages = Pages du formulaire
# --- end of the authors' desk ---
