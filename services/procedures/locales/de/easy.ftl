# A procedure in easy language, which exists in French.
procedures-easy = Leichte Sprache (auf Französisch)
procedures-easy-read = In Leichter Sprache lesen
procedures-easy-usual = Den üblichen Text lesen
procedures-easy-usual-page = Der übliche Text
procedures-easy-asked = Was wir Sie fragen
procedures-easy-start = Anfangen
