procedures-linked-title = Catalogue des démarches en données ouvertes
procedures-linked-what = Les démarches de la commune, décrites selon la norme européenne CPSV-AP 3.2.0.
procedures-linked-count = { $n ->
    [one] Il y a { $n } démarche.
   *[other] Il y a { $n } démarches.
}
procedures-linked-formats = Formats
procedures-linked-negotiation = Un logiciel peut aussi demander le format à l’adresse même de la page.
procedures-linked-addresses = Adresses stables
procedures-linked-addresses-text = L’adresse d’une démarche ne change pas, même quand son titre change. Vous pouvez la citer et la garder.
procedures-linked-example = Par exemple :
procedures-linked-holds = Ce que contiennent les données
procedures-linked-holds-text = Pour chaque démarche : le titre, le public, les documents à fournir, le prix, le délai, le résultat, les lois, les façons de faire la demande. Aussi les lieux d’accueil et leurs horaires. Aucune donnée personnelle.
procedures-linked-people = <a>Voir les démarches</a>
procedures-linked-requirement-eligibility = Condition à remplir
procedures-linked-requirement-need = Chose à préparer
procedures-linked-requirement-document = Document à fournir
procedures-linked-result = Décision de la commune
procedures-linked-link = <a>Le catalogue en données ouvertes</a>
