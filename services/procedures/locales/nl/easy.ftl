# A procedure in easy language, which exists in French.
procedures-easy = Makkelijk leesbaar (in het Frans)
procedures-easy-read = Makkelijk lezen
procedures-easy-usual = De gewone tekst lezen
procedures-easy-usual-page = De gewone tekst
procedures-easy-asked = Wat wij u vragen
procedures-easy-start = Beginnen
