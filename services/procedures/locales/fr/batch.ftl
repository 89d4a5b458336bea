# Acts on many files
problem-batch-none-title = Aucun dossier choisi
problem-batch-none-text = Cochez des dossiers dans la liste, puis recommencez.
procedures-queue-back = Revenir à la liste
procedures-queue-choose-one = Choisir le dossier { $number }
procedures-queue-act = Agir sur les dossiers cochés
procedures-queue-act-all = Agir sur tous les dossiers de cette liste (1000 au plus)
procedures-batch-title = Agir sur plusieurs dossiers
procedures-batch-description = Une même action sur les dossiers choisis.
procedures-batch-count = { $n ->
    [one] Un dossier choisi.
   *[other] { $n } dossiers choisis.
}
procedures-batch-what = Que voulez-vous faire ?
procedures-batch-what-missing = Choisissez une action
procedures-batch-message = Écrire le même message à tous les demandeurs
procedures-batch-free = Rendre les dossiers : plus personne ne les a
procedures-batch-step = { $what }
procedures-batch-assign = Donner à { $what }
procedures-batch-label = Poser l’étiquette « { $what } »
procedures-batch-label-off = Enlever l’étiquette au lieu de la poser
procedures-batch-reason = Motif, s’il est demandé : il figure dans la décision
procedures-batch-reason-missing = Écrivez le motif : cette étape le demande
procedures-batch-text = Message aux demandeurs
procedures-batch-text-missing = Écrivez le message
procedures-batch-preview = Voir ce qui va se passer
procedures-batch-table = Dossiers choisis
procedures-batch-effect = Effet
procedures-batch-can = { $n ->
    [0] Rien ne peut être fait.
    [one] L’action sera faite sur un dossier.
   *[other] L’action sera faite sur { $n } dossiers.
}
procedures-batch-do = Faire maintenant
procedures-batch-give-up = Ne rien faire
procedures-batch-progress = { $n } faits sur { $of }.
procedures-batch-refresh = Voir où cela en est
procedures-batch-done = { $n ->
    [0] Rien n’a été fait.
    [one] Fait sur un dossier.
   *[other] Fait sur { $n } dossiers.
}
procedures-batch-undone = { $n ->
    [one] Un dossier est resté comme il était. La liste dit pourquoi.
   *[other] { $n } dossiers sont restés comme ils étaient. La liste dit pourquoi.
}
procedures-batch-act-free = Rendre les dossiers.
procedures-batch-act-assign = Donner à { $what }.
procedures-batch-act-label = Poser l’étiquette « { $what } ».
procedures-batch-act-unlabel = Enlever l’étiquette « { $what } ».
procedures-batch-act-message = Écrire à tous les demandeurs.
procedures-batch-act-step = Étape : { $what }.
procedures-batch-would-yes = Sera fait
procedures-batch-would-perhaps = Sera fait si ses réponses le permettent
procedures-batch-would-already = C’est déjà le cas
procedures-batch-would-closed = Dossier clos
procedures-batch-would-other-procedure = Autre démarche
procedures-batch-would-other-step = Pas possible à son étape
procedures-batch-would-other-unit = Autre service
procedures-batch-would-gone = Ce dossier n’est plus à vous
procedures-batch-outcome-done = Fait
procedures-batch-outcome-moved = Changé entre-temps : rien n’a été fait
procedures-batch-outcome-gone = Ce dossier n’est plus à vous
procedures-batch-outcome-not-offered = Pas possible pour ce dossier
procedures-batch-outcome-failed = Une panne : réessayez sur ce dossier
procedures-event-given = Dossier donné à { $to } par { $by }
