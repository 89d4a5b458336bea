# A procedure in easy language, which exists in French.
procedures-easy = Easy to read (in French)
procedures-easy-read = Read the easy text
procedures-easy-usual = Read the usual text
procedures-easy-usual-page = The usual text
procedures-easy-asked = What we ask you
procedures-easy-start = Start
