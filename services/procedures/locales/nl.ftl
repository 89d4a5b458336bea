# Catalogue
procedures-nav = Diensten
procedures-nav-track = Een dossier volgen
procedures-nav-verify = Een document controleren
procedures-nav-queue = Dossiers
procedures-home-title = De meest gevraagde diensten
procedures-home-all = { $n ->
    [one] De dienst bekijken
   *[other] Alle { $n } diensten bekijken
}
procedures-life-title = Wat gebeurt er in uw leven?
procedures-life-description = De diensten die u op dit moment van uw leven helpen.
procedures-life-text = Dit zijn de diensten voor dit moment. Gebruik wat u nodig hebt, in de volgorde die u wilt.
procedures-life-animal = Ik heb een dier
procedures-life-deces = Iemand uit mijn omgeving is overleden
procedures-life-demenager = Ik verhuis
procedures-life-mariage = Ik trouw
procedures-life-naissance = Ik verwacht een kind
procedures-life-organiser = Ik organiseer een feest
procedures-life-rentree = Mijn kind gaat naar school
procedures-life-travaux = Ik voer werken uit
procedures-theme-enfance = Kinderen en school
procedures-theme-environnement = Milieu en afval
procedures-theme-etat_civil = Burgerlijke stand en bevolking
procedures-theme-logement = Wonen en stedenbouw
procedures-theme-mobilite = Straten en mobiliteit
procedures-theme-vie_locale = Feesten en verenigingen
procedures-theme-vie_quotidienne = Dagelijks leven
procedures-catalogue-title = Alle diensten
procedures-catalogue-description = De diensten van de gemeente per thema: termijn, prijs en wat u klaarlegt.
procedures-catalogue-count = { $n ->
    [0] Er staat nog geen dienst online.
    [one] Eén dienst, per thema.
   *[other] { $n } diensten, per thema.
}
procedures-all = Alle diensten
procedures-answer-within = { $n ->
    [one] Antwoord binnen één dag
   *[other] Antwoord binnen { $n } dagen
}
# Page of a procedure
procedures-about = Over deze dienst
procedures-start = Beginnen
procedures-no-account = U hebt geen account nodig.
procedures-needs-account = Voor deze dienst hebt u een account nodig. We moeten weten wie de aanvraag doet.
procedures-audience = Voor wie?
procedures-needs = Wat u klaarlegt
procedures-channels = Andere manieren
procedures-channels-text = Kies wat u past. De termijn is dezelfde.
procedures-channel-counter = Aan het loket
procedures-channel-phone = Telefonisch
procedures-channel-post = Per post
procedures-channel-aidant = Met iemand die u helpt
procedures-channel-online = Online
procedures-law = Wetteksten
procedures-in-short = In het kort
procedures-cost = Prijs
procedures-answer = Antwoord
procedures-within = { $n ->
    [one] binnen één dag
   *[other] binnen { $n } dagen
}
procedures-unit = Dienst
procedures-who-reads = Wie leest uw antwoorden?
procedures-who-reads-text = Alleen de medewerkers van de dienst. De reden van elke inzage wordt vooraf genoteerd.
procedures-privacy = Lees <a>hoe we uw gegevens beschermen</a>.
procedures-need-help = Hulp nodig?
procedures-call = Bel <a>{ $phone }</a>. Iemand vult het formulier samen met u in.
# Starting and filling in
procedures-back-sheet = Over deze dienst
procedures-back = Vorige pagina
procedures-sign-in = Aanmelden
procedures-sign-up = Een account maken
procedures-sign-in-first = Eerst aanmelden
procedures-draft-found = U bent al aan deze aanvraag begonnen. Ze is nog niet verzonden. Laatst bewaard: { $at }.
procedures-resume = Mijn aanvraag voortzetten
procedures-abandon = Dit ontwerp wissen
procedures-start-saved = Uw antwoorden worden op elke pagina bewaard. U kunt later verdergaan.
procedures-start-check = U leest alles na voor u verzendt. Zonder u wordt niets verzonden.
procedures-start-anonymous = Zonder account zet u uw aanvraag voort op dit toestel. Met een account kan dat overal.
procedures-start-title = Beginnen: { $title }
procedures-begin = Beginnen
procedures-question-title = { $title } (pagina { $n } van { $of })
procedures-step = Pagina { $n } van { $of }
procedures-continue = Verdergaan
procedures-later = Later verdergaan
procedures-your-request = Uw aanvraag
procedures-draft-saved = Bewaard
procedures-autosaved = Ontwerp bewaard om { "{heure}" }
procedures-autosave-failed = Ontwerp niet bewaard. Houd deze pagina open: we proberen opnieuw.
procedures-autosave-session = U bent niet meer aangemeld. Druk op Verdergaan om u opnieuw aan te melden.
procedures-proposed = Dit weten we al. Verbeter het als het niet meer klopt.
procedures-choose = Kies
procedures-yes = Ja
procedures-no = Nee
procedures-day = Dag
procedures-month = Maand
procedures-year = Jaar
procedures-from = Eerste dag
procedures-to = Laatste dag
procedures-row = Nummer { $n }
procedures-row-add = Toevoegen
procedures-row-remove = Verwijderen
procedures-file-add = Dit bestand toevoegen
procedures-file-remove = Verwijderen
procedures-size-mb = { $n } MB
procedures-size-kb = { $n } kB
procedures-left-one = Nog { "{n}" } teken
procedures-left-other = Nog { "{n}" } tekens
procedures-over-one = { "{n}" } teken te veel
procedures-over-other = { "{n}" } tekens te veel
procedures-later-title = Uw aanvraag is bewaard
procedures-later-description = Hoe u uw aanvraag later voortzet.
procedures-later-until = We bewaren uw antwoorden tot { $until }.
procedures-later-not-sent = Uw aanvraag is nog niet verzonden.
procedures-later-space = U vindt ze terug in <a>uw ruimte</a>.
procedures-later-here = Kom terug naar deze pagina met hetzelfde toestel en dezelfde browser om verder te gaan.
# Parts of an answer
procedures-part-given = Voornaam
procedures-part-family = Familienaam
procedures-part-street = Straat
procedures-part-number = Nummer
procedures-part-box = Bus
procedures-part-postcode = Postcode
procedures-part-municipality = Plaats
procedures-part-country = Land
procedures-part-lat = Breedtegraad
procedures-part-lon = Lengtegraad
procedures-part-parcel = Kadastraal perceel
procedures-part-from = Eerste dag
procedures-part-to = Laatste dag
procedures-part-day = Dag
procedures-part-month = Maand
procedures-part-year = Jaar
procedures-part-best_id = Adresnummer
# What an answer looks like
procedures-hint-date = Bijvoorbeeld: 3 6 2026.
procedures-hint-date-from = Vanaf { $min }.
procedures-hint-date-until = Uiterlijk { $max }.
procedures-hint-date-between = Tussen { $min } en { $max }.
procedures-hint-time = Bijvoorbeeld: 14.30.
procedures-hint-datetime = Bijvoorbeeld: 3/6/2026 14.30.
procedures-hint-period = Bijvoorbeeld: 3/6/2026 en 5/6/2026.
procedures-hint-email = Bijvoorbeeld: naam@voorbeeld.be.
procedures-hint-phone = Bijvoorbeeld: 0470 12 34 56.
procedures-hint-national-number = Alle cijfers, met of zonder spaties.
procedures-hint-enterprise-number = Alle cijfers, met of zonder punten.
procedures-hint-iban = Bijvoorbeeld: BE68 5390 0754 7034.
procedures-hint-choices = Kruis alles aan wat past.
procedures-hint-map = Geef het perceel, of de breedtegraad en de lengtegraad.
procedures-hint-file-link = Bijvoorbeeld: 2026-000042.
procedures-hint-file = Bestand { $types }, hoogstens { $mib } MB.
# What is asked again, by code of refusal
procedures-refusal-required = Beantwoord “{ $label }”
procedures-refusal-must-tick = Kruis “{ $label }” aan
procedures-refusal-too-long = Maak “{ $label }” korter: hoogstens { $max } tekens
procedures-refusal-pattern = Controleer de vorm van “{ $label }”
procedures-refusal-not-integer = Vul een geheel getal in bij “{ $label }”
procedures-refusal-not-decimal = Vul een getal in bij “{ $label }”, bijvoorbeeld 12,50
procedures-refusal-too-precise = { $scale ->
    [0] Vul een getal zonder komma in bij “{ $label }”
    [one] Houd één cijfer na de komma bij “{ $label }”
   *[other] Houd hoogstens { $scale } cijfers na de komma bij “{ $label }”
}
procedures-refusal-too-small = Vul { $min } of meer in bij “{ $label }”
procedures-refusal-too-large = Vul { $max } of minder in bij “{ $label }”
procedures-refusal-not-option = Kies uit de lijst bij “{ $label }”
procedures-refusal-too-few-choices = { $min ->
    [one] Kruis minstens één antwoord aan bij “{ $label }”
   *[other] Kruis minstens { $min } antwoorden aan bij “{ $label }”
}
procedures-refusal-too-many-choices = { $max ->
    [one] Kruis één enkel antwoord aan bij “{ $label }”
   *[other] Kruis hoogstens { $max } antwoorden aan bij “{ $label }”
}
procedures-refusal-not-date = Vul dag, maand en jaar in bij “{ $label }”, bijvoorbeeld 3 6 2026
procedures-refusal-no-such-day = Controleer de datum bij “{ $label }”: deze dag bestaat niet
procedures-refusal-year-too-short = Vul het jaar in vier cijfers in bij “{ $label }”
procedures-refusal-too-early = { $kind ->
    [time] Vul een uur vanaf { $min } in bij “{ $label }”
   *[other] Vul een datum vanaf { $min } in bij “{ $label }”
}
procedures-refusal-too-late = { $kind ->
    [time] Vul een uur tot { $max } in bij “{ $label }”
   *[other] Vul een datum tot { $max } in bij “{ $label }”
}
procedures-refusal-not-time = Vul een uur in bij “{ $label }”, bijvoorbeeld 14.30
procedures-refusal-period-reversed = Kies een laatste dag na de eerste bij “{ $label }”
procedures-refusal-part-missing = Vul “{ $part }” in bij “{ $label }”
procedures-refusal-email = Vul een volledig adres in bij “{ $label }”, bijvoorbeeld naam@voorbeeld.be
procedures-refusal-phone = Vul een volledig nummer in bij “{ $label }”, bijvoorbeeld 0470 12 34 56
procedures-refusal-postcode = Vul een bestaande postcode in bij “{ $label }”
procedures-refusal-municipality = Vul de juiste naam van de gemeente in bij “{ $label }”
procedures-refusal-country = Vul de naam of de code van het land in bij “{ $label }”, bijvoorbeeld België
procedures-refusal-national-number-form = Neem alle cijfers van het rijksregisternummer over bij “{ $label }”
procedures-refusal-national-number-check = Lees het rijksregisternummer na bij “{ $label }”: een cijfer is fout
procedures-refusal-national-number-date = Lees het rijksregisternummer na bij “{ $label }”: controleer de geboortedatum erin
procedures-refusal-enterprise-number-form = Neem alle cijfers van het ondernemingsnummer over bij “{ $label }”
procedures-refusal-enterprise-number-check = Lees het ondernemingsnummer na bij “{ $label }”: een cijfer is fout
procedures-refusal-iban-form = Neem het hele rekeningnummer over bij “{ $label }”, bijvoorbeeld BE68 5390 0754 7034
procedures-refusal-iban-check = Lees het rekeningnummer na bij “{ $label }”: een teken is fout
procedures-refusal-iban-country = Vul een rekening in van een land dat IBAN gebruikt bij “{ $label }”
procedures-refusal-not-yes-no = Antwoord ja of nee bij “{ $label }”
procedures-refusal-not-place = Geef het perceel, of de breedtegraad en de lengtegraad, bij “{ $label }”
procedures-refusal-not-reference = Neem het volledige nummer over bij “{ $label }”
procedures-refusal-file-too-large = Kies een bestand van hoogstens { $max } MB bij “{ $label }”
procedures-refusal-file-type = Kies een bestand { $types } bij “{ $label }”
procedures-refusal-too-many-files = { $max ->
    [one] Houd één enkel bestand bij “{ $label }”
   *[other] Houd hoogstens { $max } bestanden bij “{ $label }”
}
procedures-refusal-too-few-rows = { $min ->
    [one] Voeg “{ $label }” minstens één keer toe
   *[other] Voeg “{ $label }” minstens { $min } keer toe
}
procedures-refusal-too-many-rows = { $max ->
    [one] Houd “{ $label }” maar één keer
   *[other] Houd “{ $label }” hoogstens { $max } keer
}
procedures-refusal-require = Controleer of de antwoorden op deze pagina bij elkaar passen
procedures-refusal-wrong-type = Beantwoord “{ $label }” opnieuw
procedures-refusal-unknown-field = Herlaad de pagina: dit formulier stelt die vraag niet
# Check and send
procedures-check-title = Lees na en verzend
procedures-check-description = Uw antwoorden, om na te lezen voor u ze verzendt.
procedures-check-missing = { $n ->
    [one] Nog één antwoord aan te vullen
   *[other] Nog { $n } antwoorden aan te vullen
}
procedures-not-sent = Nog niet verzonden
procedures-change = Wijzigen
procedures-unanswered = Geen antwoord
procedures-after-sending = Ook na het verzenden kunt u ons schrijven en iets toevoegen. U krijgt meteen een ontvangstbewijs.
procedures-send = Mijn aanvraag verzenden
procedures-sent-title = Uw aanvraag is verzonden
procedures-sent-description = Het nummer van uw dossier en wat volgt.
procedures-sent-number = Uw dossier heeft het nummer { $number }.
procedures-sent-due = We antwoorden u uiterlijk op { $due }.
procedures-sent-code-title = Uw volgcode
procedures-sent-code-text = Noteer deze code. Samen met het nummer opent ze uw dossier. Geef ze aan niemand.
procedures-copy = Kopiëren
procedures-copied = Gekopieerd
procedures-receipt-pdf = Het ontvangstbewijs downloaden (PDF)
procedures-follow = Mijn dossier volgen
procedures-sent-correct = Een fout? Open uw dossier en schrijf ons.
procedures-sealed = Ontvangstbewijs ondertekend door de gemeente
procedures-fingerprint = Vingerafdruk
procedures-verify-link = Controleren
# Following a file
procedures-track-title = Een dossier volgen
procedures-track-description = Hoe ver uw aanvraag staat, met haar nummer en haar code.
procedures-track-text = Het nummer en de code staan op uw ontvangstbewijs.
procedures-track-number = Dossiernummer
procedures-track-number-help = Bijvoorbeeld: 2026-000042.
procedures-track-number-missing = Vul het dossiernummer in
procedures-track-code = Volgcode
procedures-track-code-help = Twaalf tekens, bijvoorbeeld 78Z1-2345-6789.
procedures-track-code-missing = Vul de volgcode in
procedures-track-wrong = Controleer het nummer en de code: er is geen dossier dat past
procedures-track-go = Mijn dossier bekijken
procedures-track-account = Hebt u een account? Uw dossiers staan in <a>uw ruimte</a>.
procedures-file-title = { $title }, dossier { $number }
procedures-file-description = Hoe ver uw dossier staat, met de berichten en documenten.
procedures-file-done = Het is bewaard.
procedures-back-file = Terug naar het dossier
procedures-state-draft = Nog niet verzonden
procedures-state-filed = Ontvangen
procedures-state-in-review = In onderzoek
procedures-state-accepted = Aanvaard
procedures-state-refused = Geweigerd
procedures-state-dropped = Afgesloten zonder beslissing
procedures-state-waiting = We wachten op uw antwoord
procedures-due = Antwoord uiterlijk op { $due }
procedures-thread = Wat er gebeurde
procedures-documents = Documenten
procedures-doc-kind-receipt = Ontvangstbewijs
procedures-doc-kind-decision = Beslissing
procedures-doc-get-pdf = Downloaden als PDF
procedures-doc-get-json = Ondertekende gegevens (JSON)
procedures-doc-get-jws = Handtekening (JWS)
procedures-message-title = Ons schrijven
procedures-message-label = Uw bericht aan de dienst
procedures-message-send = Het bericht verzenden
procedures-answers = Uw antwoorden
procedures-correct-title = Uw antwoorden verbeteren
procedures-correct-description = De antwoorden die de dienst u vraagt na te kijken.
procedures-correct-text = De dienst vraagt u sommige antwoorden na te kijken. Uw dossier behoudt zijn plaats.
procedures-correct-go = Mijn antwoorden verbeteren
procedures-correct-send = Mijn verbeteringen verzenden
procedures-space-drafts = Begonnen aanvragen
procedures-space-saved = Bewaard: { $at }
procedures-space-files = Uw dossiers
procedures-space-none = U hebt nog geen dossier.
# History
procedures-by-you = u
procedures-by-agent = de gemeente
procedures-by-system = de gemeente, automatisch
procedures-event-filed = Aanvraag verzonden door { $by }
procedures-event-step = Stap: { $what }
procedures-event-message = Bericht van { $by }
procedures-event-banner = Goed om te weten
procedures-event-note = Nota van { $by }
procedures-event-correction = Verbetering gevraagd door { $by }
procedures-event-corrected = Verbetering verzonden door { $by }
procedures-event-decision = Beslissing genomen door { $by }
# Verification
procedures-verify-title = Een document controleren
procedures-verify-description = Controleren of een document echt van de gemeente komt.
procedures-verify-text = Elk document van de gemeente draagt een vierkante code en een vingerafdruk. Scan de code met uw telefoon, of neem de vingerafdruk over.
procedures-verify-fingerprint = Vingerafdruk van het document
procedures-verify-fingerprint-help = 32 tekens: cijfers en de letters a tot f.
procedures-verify-go = Controleren
procedures-verify-unknown = Neem de vingerafdruk opnieuw over: geen document van de gemeente draagt deze
procedures-verify-found = Dit document komt van de gemeente
procedures-verify-kind = Document
procedures-verify-procedure = Dienst
procedures-verify-date = Datum
procedures-verify-compare = Uw exemplaar vergelijken
procedures-verify-file = Bestand dat u hebt gekregen
procedures-verify-file-help = De PDF of de JSON. We vergelijken het zonder het te bewaren.
procedures-verify-compare-go = Vergelijken
procedures-verify-same = Uw bestand is precies dit document, zonder enige wijziging.
procedures-verify-other = Uw bestand is niet dit document, of het is gewijzigd
procedures-verify-tools = Controleren met uw eigen middelen
procedures-verify-step-sum = Bereken de SHA-256-som van de PDF. Die moet zijn:
procedures-verify-step-json = Neem de publieke sleutel van de gemeente:
procedures-verify-step-tool = Controleer met deze sleutel de handtekening van het JSON-bestand. Het is een losse JWS-handtekening (RFC 7515).
# Mail
procedures-mail-filed-subject = Uw aanvraag is ontvangen (dossier { $number })
procedures-mail-filed-text = De gemeente { $name } heeft uw aanvraag ontvangen. Uw dossier heeft het nummer { $number }.
procedures-mail-news-subject = Nieuws in uw dossier { $number }
procedures-mail-news-text = Er is nieuws in uw dossier { $number }. Open het om het te lezen.
procedures-mail-correction-subject = Vul uw dossier { $number } aan
procedures-mail-correction-text = De dienst vraagt u antwoorden van dossier { $number } na te kijken. Open het om ze te verbeteren. Uw dossier behoudt zijn plaats.
procedures-mail-decided-subject = Beslissing in uw dossier { $number }
procedures-mail-decided-text = Er is een beslissing genomen in uw dossier { $number }. Open het om ze te lezen.
procedures-mail-link = Mijn dossier openen
# Printed documents
procedures-doc-phone = Telefoon: { $phone }
procedures-doc-email = E-mail: { $email }
procedures-doc-verify = Controleer dit document
procedures-doc-receipt = Ontvangstbewijs: { $title }
procedures-doc-receipt-lead = We ontvingen uw aanvraag op { $date }. Ze heeft het nummer { $number }. We antwoorden u uiterlijk op { $due }.
procedures-doc-code = Uw volgcode: { $code }. Samen met het nummer opent ze uw dossier. Geef ze aan niemand.
procedures-doc-accepted = Uw aanvraag is aanvaard.
procedures-doc-refused = Uw aanvraag is geweigerd.
procedures-doc-about = Deze beslissing antwoordt op uw aanvraag van { $date }, dossier { $number }.
procedures-doc-reasons = Motivering
procedures-doc-conditions = Voorwaarden
procedures-doc-appeal = Als u niet akkoord gaat
# Problems
problem-two-windows-title = Deze aanvraag staat op twee plaatsen open
problem-two-windows-text = Een ander venster heeft deze aanvraag net bewaard. Uw laatste antwoorden hier zijn niet bewaard. Herlaad de pagina en vul ze aan.
problem-moved-title = Dit dossier is net veranderd
problem-moved-text = Iemand heeft iets gedaan aan dit dossier terwijl u het las. Herlaad de pagina en probeer opnieuw.
problem-way-reload = De pagina herladen
procedures-appeal-default = U kunt de Raad van State vragen deze beslissing te vernietigen. U hebt daarvoor 60 dagen, te rekenen vanaf de dag waarop u ze ontvangt. Stuur een aangetekend verzoekschrift naar de Raad van State, Wetenschapsstraat 33, 1040 Brussel.
procedures-speaks = Taal van de persoon: { $lang }.
procedures-written-in = De brief vertrekt in de taal van de persoon ({ $lang }). Schrijf ook uw redenen in die taal.
