# Teams and where requests go
procedures-teams-title = Équipes et orientation
procedures-teams-description = Les équipes d’un service, et où vont ses demandes.
procedures-teams-text = Une équipe partage une pile de dossiers. Tous les agents du service peuvent les lire.
procedures-teams-new = Nom de la nouvelle équipe
procedures-teams-add = Créer l’équipe
procedures-teams-delete = Supprimer l’équipe
procedures-teams-name-missing = Écrivez un nom
procedures-teams-name-long = Écrivez un nom de 60 caractères au plus
procedures-teams-name-taken = Le service a déjà une équipe de ce nom
procedures-teams-routes = Où vont les demandes
procedures-routes-title = Où vont les demandes
procedures-routes-description = Les règles d’orientation d’une démarche.
procedures-routes-of = Où vont les demandes : { $title }
procedures-routes-text = À la réception, la première règle remplie décide. Sans règle remplie, la demande va au service de la démarche.
procedures-routes-none = Aucune règle.
procedures-routes-new = Nouvelle règle
procedures-routes-answer = Si la réponse est
procedures-routes-by-place = Selon le code postal
procedures-routes-place = Adresse
procedures-routes-codes = Codes postaux
procedures-routes-codes-help = Séparés par des virgules
procedures-routes-postcode = { $what } : { $codes }
procedures-routes-to = La demande va à
procedures-routes-choose = Choisissez
procedures-routes-add = Ajouter la règle
procedures-routes-delete = Enlever la règle
procedures-routes-when-missing = Choisissez une réponse, ou une adresse et des codes postaux
procedures-routes-to-missing = Choisissez un service ou une équipe
# Exports
procedures-queue-export = Exporter la liste
procedures-queue-teams = Équipes et orientation
procedures-export-title = Exporter la liste
procedures-export-description = La liste comme fichier, sans donnée personnelle.
procedures-export-text = Le fichier contient tous les dossiers de la liste. Il ne contient ni nom ni réponse.
procedures-export-columns = Colonnes
procedures-export-format = Format
procedures-export-csv = CSV, pour tout tableur
procedures-export-ods = OpenDocument (ODS)
procedures-export-do = Télécharger
procedures-export-sheet = Dossiers
procedures-export-yes = oui
procedures-export-no = non
procedures-export-answers = Exporter les réponses
procedures-export-answers-text = Les réponses des dossiers de cette liste à « { $title } », en CSV, 2000 dossiers au plus. Chaque lecture est inscrite au journal de la personne, avec votre motif.
procedures-export-one-procedure = Pour exporter les réponses, filtrez d’abord la liste sur une seule démarche.
procedures-export-reason = Pour quoi faire ?
procedures-export-reason-help = La personne peut lire ce motif.
procedures-export-reason-missing = Écrivez le motif, en 20 caractères au moins
procedures-export-answers-do = Télécharger les réponses
procedures-export-archive = Tout le dossier (zip)
procedures-export-column-number = Numéro
procedures-export-column-procedure = Démarche
procedures-export-column-step = Étape
procedures-export-column-state = État
procedures-export-column-waiting = Attend le demandeur
procedures-export-column-filed = Reçu le
procedures-export-column-due = Réponse avant
procedures-export-column-days = Jours restants
procedures-export-column-agent = Agent
procedures-export-column-team = Équipe
procedures-export-column-channel = Canal
procedures-export-column-labels = Étiquettes
# Whole history
procedures-history-title = Histoire complète
procedures-history-description = Tout ce qui est arrivé à ce dossier.
procedures-history-what = Quoi ?
procedures-history-who = Qui ?
procedures-history-all = Tout
procedures-history-steps = Étapes et décisions
procedures-history-messages = Messages et corrections
procedures-history-notes = Notes et données du service
procedures-history-hands = Agents et étiquettes
procedures-history-others = Autre chose
procedures-history-applicant = Le demandeur
procedures-history-agents = Les agents
procedures-history-system = Le programme
procedures-history-show = Afficher
procedures-history-none = Rien de tel dans ce dossier.
# Dates due
procedures-alert-title = Rappels par e-mail
procedures-alert-description = Un e-mail par jour, quand une échéance approche.
procedures-alert-text = Chaque matin où l’un de vos dossiers est en retard ou arrive à échéance dans la semaine, vous recevez un e-mail. Il ne contient que des nombres.
procedures-alert-want = Je veux cet e-mail
procedures-alert-banner = { $late ->
    [0] { $week ->
        [one] Un de vos dossiers arrive à échéance cette semaine.
       *[other] { $week } de vos dossiers arrivent à échéance cette semaine.
    }
    [one] Un de vos dossiers est en retard ; à rendre cette semaine : { $week }.
   *[other] { $late } de vos dossiers sont en retard ; à rendre cette semaine : { $week }.
}
procedures-alert-settings = Rappels par e-mail
procedures-alert-mail-subject = Vos dossiers : { $late } en retard, { $week } à rendre cette semaine
procedures-alert-mail-text = Parmi vos dossiers, { $late } sont en retard et { $week } arrivent à échéance cette semaine.
procedures-alert-mail-stop = Pour ne plus recevoir cet e-mail : Dossiers, puis Rappels par e-mail.
procedures-alert-mail-link = Voir mes dossiers
# Names in a list
procedures-queue-names = Montrer les noms
procedures-queue-names-help = Chaque nom montré est inscrit au journal de la personne.
procedures-queue-name = Demandeur
