# A procedure in easy language, which exists in French.
procedures-easy = Facile à lire et à comprendre
procedures-easy-read = Lire en facile à lire
procedures-easy-usual = Lire le texte habituel
procedures-easy-usual-page = Le texte habituel
procedures-easy-asked = Ce que l’on vous demande
procedures-easy-start = Commencer
