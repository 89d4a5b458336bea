# Catalogue
procedures-nav = Dienstleistungen
procedures-nav-track = Eine Akte verfolgen
procedures-nav-verify = Ein Dokument prüfen
procedures-nav-queue = Akten
procedures-home-title = Die am häufigsten genutzten Dienstleistungen
procedures-home-all = { $n ->
    [one] Die Dienstleistung ansehen
   *[other] Alle { $n } Dienstleistungen ansehen
}
procedures-life-title = Was geschieht in Ihrem Leben?
procedures-life-description = Die Dienstleistungen, die Ihnen in dieser Lebenslage helfen.
procedures-life-text = Das sind die Dienstleistungen für diese Lebenslage. Nutzen Sie, was Sie brauchen, in beliebiger Reihenfolge.
procedures-life-animal = Ich habe ein Tier
procedures-life-deces = Ein Angehöriger ist gestorben
procedures-life-demenager = Ich ziehe um
procedures-life-mariage = Ich heirate
procedures-life-naissance = Ich erwarte ein Kind
procedures-life-organiser = Ich organisiere ein Fest
procedures-life-rentree = Mein Kind kommt in die Schule
procedures-life-travaux = Ich führe Bauarbeiten aus
procedures-theme-enfance = Kinder und Schule
procedures-theme-environnement = Umwelt und Abfall
procedures-theme-etat_civil = Personenstand und Bevölkerung
procedures-theme-logement = Wohnen und Städtebau
procedures-theme-mobilite = Straßen und Mobilität
procedures-theme-vie_locale = Feste und Vereinigungen
procedures-theme-vie_quotidienne = Alltag
procedures-catalogue-title = Alle Dienstleistungen
procedures-catalogue-description = Die Dienstleistungen der Gemeinde nach Thema: Frist, Preis und was Sie bereitlegen.
procedures-catalogue-count = { $n ->
    [0] Noch keine Dienstleistung ist online.
    [one] Eine Dienstleistung, nach Thema.
   *[other] { $n } Dienstleistungen, nach Thema.
}
procedures-all = Alle Dienstleistungen
procedures-answer-within = { $n ->
    [one] Antwort innerhalb eines Tages
   *[other] Antwort innerhalb von { $n } Tagen
}
# Page of a procedure
procedures-about = Über diese Dienstleistung
procedures-start = Beginnen
procedures-no-account = Sie brauchen kein Konto.
procedures-needs-account = Für diese Dienstleistung brauchen Sie ein Konto. Wir müssen wissen, wer den Antrag stellt.
procedures-audience = Für wen?
procedures-needs = Was Sie bereitlegen
procedures-channels = Andere Wege
procedures-channels-text = Wählen Sie, was Ihnen passt. Die Frist ist dieselbe.
procedures-channel-counter = Am Schalter
procedures-channel-phone = Telefonisch
procedures-channel-post = Per Post
procedures-channel-aidant = Mit jemandem, der Ihnen hilft
procedures-channel-online = Online
procedures-law = Gesetzestexte
procedures-in-short = Kurz gesagt
procedures-cost = Preis
procedures-answer = Antwort
procedures-within = { $n ->
    [one] innerhalb eines Tages
   *[other] innerhalb von { $n } Tagen
}
procedures-unit = Dienst
procedures-who-reads = Wer liest Ihre Antworten?
procedures-who-reads-text = Nur die Mitarbeiter des Dienstes. Der Grund jeder Einsicht wird vorher aufgeschrieben.
procedures-privacy = Lesen Sie, <a>wie wir Ihre Daten schützen</a>.
procedures-need-help = Brauchen Sie Hilfe?
procedures-call = Rufen Sie <a>{ $phone }</a> an. Jemand füllt das Formular mit Ihnen aus.
# Starting and filling in
procedures-back-sheet = Über diese Dienstleistung
procedures-back = Vorige Seite
procedures-sign-in = Anmelden
procedures-sign-up = Ein Konto anlegen
procedures-sign-in-first = Zuerst anmelden
procedures-draft-found = Sie haben diesen Antrag schon begonnen. Er ist noch nicht abgeschickt. Zuletzt gespeichert: { $at }.
procedures-resume = Meinen Antrag fortsetzen
procedures-abandon = Diesen Entwurf löschen
procedures-start-saved = Ihre Antworten werden auf jeder Seite gespeichert. Sie können später weitermachen.
procedures-start-check = Sie lesen alles noch einmal, bevor Sie es abschicken. Ohne Sie wird nichts abgeschickt.
procedures-start-anonymous = Ohne Konto setzen Sie Ihren Antrag auf diesem Gerät fort. Mit einem Konto geht das überall.
procedures-start-title = Beginnen: { $title }
procedures-begin = Beginnen
procedures-question-title = { $title } (Seite { $n } von { $of })
procedures-step = Seite { $n } von { $of }
procedures-continue = Weiter
procedures-later = Später weitermachen
procedures-your-request = Ihr Antrag
procedures-draft-saved = Gespeichert
procedures-autosaved = Entwurf um { "{heure}" } gespeichert
procedures-autosave-failed = Entwurf nicht gespeichert. Lassen Sie diese Seite offen: Wir versuchen es noch einmal.
procedures-autosave-session = Sie sind nicht mehr angemeldet. Drücken Sie auf Weiter, um sich wieder anzumelden.
procedures-proposed = Das wissen wir schon. Berichtigen Sie es, wenn es nicht mehr stimmt.
procedures-choose = Wählen
procedures-yes = Ja
procedures-no = Nein
procedures-day = Tag
procedures-month = Monat
procedures-year = Jahr
procedures-from = Erster Tag
procedures-to = Letzter Tag
procedures-row = Nummer { $n }
procedures-row-add = Hinzufügen
procedures-row-remove = Entfernen
procedures-file-add = Diese Datei hinzufügen
procedures-file-remove = Entfernen
procedures-size-mb = { $n } MB
procedures-size-kb = { $n } kB
procedures-left-one = Noch { "{n}" } Zeichen
procedures-left-other = Noch { "{n}" } Zeichen
procedures-over-one = { "{n}" } Zeichen zu viel
procedures-over-other = { "{n}" } Zeichen zu viel
procedures-later-title = Ihr Antrag ist gespeichert
procedures-later-description = So setzen Sie Ihren Antrag später fort.
procedures-later-until = Wir bewahren Ihre Antworten bis zum { $until } auf.
procedures-later-not-sent = Ihr Antrag ist noch nicht abgeschickt.
procedures-later-space = Sie finden ihn in <a>Ihrem Bereich</a>.
procedures-later-here = Kommen Sie mit demselben Gerät und demselben Browser auf diese Seite zurück, um weiterzumachen.
# Parts of an answer
procedures-part-given = Vorname
procedures-part-family = Familienname
procedures-part-street = Straße
procedures-part-number = Nummer
procedures-part-box = Briefkasten
procedures-part-postcode = Postleitzahl
procedures-part-municipality = Ort
procedures-part-country = Land
procedures-part-lat = Breitengrad
procedures-part-lon = Längengrad
procedures-part-parcel = Katasterparzelle
procedures-part-from = Erster Tag
procedures-part-to = Letzter Tag
procedures-part-day = Tag
procedures-part-month = Monat
procedures-part-year = Jahr
procedures-part-best_id = Adressnummer
# What an answer looks like
procedures-hint-date = Zum Beispiel: 3 6 2026.
procedures-hint-date-from = Ab dem { $min }.
procedures-hint-date-until = Spätestens am { $max }.
procedures-hint-date-between = Zwischen dem { $min } und dem { $max }.
procedures-hint-time = Zum Beispiel: 14:30.
procedures-hint-datetime = Zum Beispiel: 3/6/2026 14:30.
procedures-hint-period = Zum Beispiel: 3/6/2026 und 5/6/2026.
procedures-hint-email = Zum Beispiel: name@beispiel.be.
procedures-hint-phone = Zum Beispiel: 0470 12 34 56.
procedures-hint-national-number = Alle Ziffern, mit oder ohne Leerzeichen.
procedures-hint-enterprise-number = Alle Ziffern, mit oder ohne Punkte.
procedures-hint-iban = Zum Beispiel: BE68 5390 0754 7034.
procedures-hint-choices = Kreuzen Sie alles Zutreffende an.
procedures-hint-map = Geben Sie die Parzelle an, oder Breitengrad und Längengrad.
procedures-hint-file-link = Zum Beispiel: 2026-000042.
procedures-hint-file = Datei { $types }, höchstens { $mib } MB.
# What is asked again, by code of refusal
procedures-refusal-required = Beantworten Sie „{ $label }“
procedures-refusal-must-tick = Kreuzen Sie „{ $label }“ an
procedures-refusal-too-long = Kürzen Sie „{ $label }“: höchstens { $max } Zeichen
procedures-refusal-pattern = Prüfen Sie die Form von „{ $label }“
procedures-refusal-not-integer = Geben Sie bei „{ $label }“ eine ganze Zahl ein
procedures-refusal-not-decimal = Geben Sie bei „{ $label }“ eine Zahl ein, zum Beispiel 12,50
procedures-refusal-too-precise = { $scale ->
    [0] Geben Sie bei „{ $label }“ eine Zahl ohne Komma ein
    [one] Behalten Sie bei „{ $label }“ eine Stelle nach dem Komma
   *[other] Behalten Sie bei „{ $label }“ höchstens { $scale } Stellen nach dem Komma
}
procedures-refusal-too-small = Geben Sie bei „{ $label }“ { $min } oder mehr ein
procedures-refusal-too-large = Geben Sie bei „{ $label }“ { $max } oder weniger ein
procedures-refusal-not-option = Wählen Sie bei „{ $label }“ aus der Liste
procedures-refusal-too-few-choices = { $min ->
    [one] Kreuzen Sie bei „{ $label }“ mindestens eine Antwort an
   *[other] Kreuzen Sie bei „{ $label }“ mindestens { $min } Antworten an
}
procedures-refusal-too-many-choices = { $max ->
    [one] Kreuzen Sie bei „{ $label }“ eine einzige Antwort an
   *[other] Kreuzen Sie bei „{ $label }“ höchstens { $max } Antworten an
}
procedures-refusal-not-date = Geben Sie bei „{ $label }“ Tag, Monat und Jahr ein, zum Beispiel 3 6 2026
procedures-refusal-no-such-day = Prüfen Sie das Datum bei „{ $label }“: Diesen Tag gibt es nicht
procedures-refusal-year-too-short = Geben Sie bei „{ $label }“ das Jahr mit vier Ziffern ein
procedures-refusal-too-early = { $kind ->
    [time] Geben Sie bei „{ $label }“ eine Uhrzeit ab { $min } ein
   *[other] Geben Sie bei „{ $label }“ ein Datum ab dem { $min } ein
}
procedures-refusal-too-late = { $kind ->
    [time] Geben Sie bei „{ $label }“ eine Uhrzeit bis { $max } ein
   *[other] Geben Sie bei „{ $label }“ ein Datum bis zum { $max } ein
}
procedures-refusal-not-time = Geben Sie bei „{ $label }“ eine Uhrzeit ein, zum Beispiel 14:30
procedures-refusal-period-reversed = Wählen Sie bei „{ $label }“ einen letzten Tag nach dem ersten
procedures-refusal-part-missing = Ergänzen Sie „{ $part }“ bei „{ $label }“
procedures-refusal-email = Geben Sie bei „{ $label }“ eine vollständige Adresse ein, zum Beispiel name@beispiel.be
procedures-refusal-phone = Geben Sie bei „{ $label }“ eine vollständige Nummer ein, zum Beispiel 0470 12 34 56
procedures-refusal-postcode = Geben Sie bei „{ $label }“ eine Postleitzahl ein, die es gibt
procedures-refusal-municipality = Geben Sie bei „{ $label }“ den genauen Namen der Gemeinde ein
procedures-refusal-country = Geben Sie bei „{ $label }“ den Namen oder den Code des Landes ein, zum Beispiel Belgien
procedures-refusal-national-number-form = Übernehmen Sie bei „{ $label }“ alle Ziffern der Nationalregisternummer
procedures-refusal-national-number-check = Prüfen Sie bei „{ $label }“ die Nationalregisternummer: Eine Ziffer ist falsch
procedures-refusal-national-number-date = Prüfen Sie bei „{ $label }“ das Geburtsdatum in der Nationalregisternummer
procedures-refusal-enterprise-number-form = Übernehmen Sie bei „{ $label }“ alle Ziffern der Unternehmensnummer
procedures-refusal-enterprise-number-check = Prüfen Sie bei „{ $label }“ die Unternehmensnummer: Eine Ziffer ist falsch
procedures-refusal-iban-form = Übernehmen Sie bei „{ $label }“ die ganze Kontonummer, zum Beispiel BE68 5390 0754 7034
procedures-refusal-iban-check = Prüfen Sie bei „{ $label }“ die Kontonummer: Ein Zeichen ist falsch
procedures-refusal-iban-country = Geben Sie bei „{ $label }“ ein Konto eines Landes ein, das IBAN verwendet
procedures-refusal-not-yes-no = Antworten Sie bei „{ $label }“ mit Ja oder Nein
procedures-refusal-not-place = Geben Sie bei „{ $label }“ die Parzelle an, oder Breitengrad und Längengrad
procedures-refusal-not-reference = Übernehmen Sie bei „{ $label }“ die vollständige Nummer
procedures-refusal-file-too-large = Wählen Sie bei „{ $label }“ eine Datei von höchstens { $max } MB
procedures-refusal-file-type = Wählen Sie bei „{ $label }“ eine Datei { $types }
procedures-refusal-too-many-files = { $max ->
    [one] Behalten Sie bei „{ $label }“ eine einzige Datei
   *[other] Behalten Sie bei „{ $label }“ höchstens { $max } Dateien
}
procedures-refusal-too-few-rows = { $min ->
    [one] Fügen Sie „{ $label }“ mindestens einmal hinzu
   *[other] Fügen Sie „{ $label }“ mindestens { $min } Mal hinzu
}
procedures-refusal-too-many-rows = { $max ->
    [one] Behalten Sie „{ $label }“ nur einmal
   *[other] Behalten Sie „{ $label }“ höchstens { $max } Mal
}
procedures-refusal-require = Prüfen Sie, ob die Antworten dieser Seite zusammenpassen
procedures-refusal-wrong-type = Beantworten Sie „{ $label }“ noch einmal
procedures-refusal-unknown-field = Laden Sie die Seite neu: Dieses Formular stellt diese Frage nicht
# Check and send
procedures-check-title = Noch einmal lesen, dann abschicken
procedures-check-description = Ihre Antworten, zum Nachlesen vor dem Abschicken.
procedures-check-missing = { $n ->
    [one] Noch eine Antwort ist zu ergänzen
   *[other] Noch { $n } Antworten sind zu ergänzen
}
procedures-not-sent = Noch nicht abgeschickt
procedures-change = Ändern
procedures-unanswered = Keine Antwort
procedures-after-sending = Auch nach dem Abschicken können Sie uns schreiben und etwas hinzufügen. Sie erhalten sofort eine Empfangsbestätigung.
procedures-send = Meinen Antrag abschicken
procedures-sent-title = Ihr Antrag ist abgeschickt
procedures-sent-description = Die Nummer Ihrer Akte und wie es weitergeht.
procedures-sent-number = Ihre Akte hat die Nummer { $number }.
procedures-sent-due = Wir antworten Ihnen spätestens am { $due }.
procedures-sent-code-title = Ihr Verfolgungscode
procedures-sent-code-text = Schreiben Sie diesen Code auf. Zusammen mit der Nummer öffnet er Ihre Akte. Geben Sie ihn niemandem.
procedures-copy = Kopieren
procedures-copied = Kopiert
procedures-receipt-pdf = Die Empfangsbestätigung herunterladen (PDF)
procedures-follow = Meine Akte verfolgen
procedures-sent-correct = Ein Fehler? Öffnen Sie Ihre Akte und schreiben Sie uns.
procedures-sealed = Von der Gemeinde unterzeichnete Empfangsbestätigung
procedures-fingerprint = Fingerabdruck
procedures-verify-link = Prüfen
# Following a file
procedures-track-title = Eine Akte verfolgen
procedures-track-description = Wo Ihr Antrag steht, mit seiner Nummer und seinem Code.
procedures-track-text = Die Nummer und der Code stehen auf Ihrer Empfangsbestätigung.
procedures-track-number = Aktennummer
procedures-track-number-help = Zum Beispiel: 2026-000042.
procedures-track-number-missing = Geben Sie die Aktennummer ein
procedures-track-code = Verfolgungscode
procedures-track-code-help = Zwölf Zeichen, zum Beispiel 78Z1-2345-6789.
procedures-track-code-missing = Geben Sie den Verfolgungscode ein
procedures-track-wrong = Prüfen Sie Nummer und Code: Keine Akte passt dazu
procedures-track-go = Meine Akte ansehen
procedures-track-account = Haben Sie ein Konto? Ihre Akten sind in <a>Ihrem Bereich</a>.
procedures-file-title = { $title }, Akte { $number }
procedures-file-description = Wo Ihre Akte steht, mit den Nachrichten und Dokumenten.
procedures-file-done = Es ist gespeichert.
procedures-back-file = Zurück zur Akte
procedures-state-draft = Noch nicht abgeschickt
procedures-state-filed = Eingegangen
procedures-state-in-review = In Prüfung
procedures-state-accepted = Angenommen
procedures-state-refused = Abgelehnt
procedures-state-dropped = Ohne Entscheidung abgeschlossen
procedures-state-waiting = Wir warten auf Ihre Antwort
procedures-due = Antwort spätestens am { $due }
procedures-thread = Was geschehen ist
procedures-documents = Dokumente
procedures-doc-kind-receipt = Empfangsbestätigung
procedures-doc-kind-decision = Entscheidung
procedures-doc-get-pdf = Als PDF herunterladen
procedures-doc-get-json = Unterzeichnete Daten (JSON)
procedures-doc-get-jws = Unterschrift (JWS)
procedures-message-title = Uns schreiben
procedures-message-label = Ihre Nachricht an den Dienst
procedures-message-send = Die Nachricht abschicken
procedures-answers = Ihre Antworten
procedures-correct-title = Ihre Antworten berichtigen
procedures-correct-description = Die Antworten, die Sie noch einmal prüfen sollen.
procedures-correct-text = Der Dienst bittet Sie, einige Antworten noch einmal zu prüfen. Ihre Akte behält ihren Platz.
procedures-correct-go = Meine Antworten berichtigen
procedures-correct-send = Meine Berichtigungen abschicken
procedures-space-drafts = Begonnene Anträge
procedures-space-saved = Gespeichert: { $at }
procedures-space-files = Ihre Akten
procedures-space-none = Sie haben noch keine Akte.
# History
procedures-by-you = Ihnen
procedures-by-agent = der Gemeinde
procedures-by-system = der Gemeinde, automatisch
procedures-event-filed = Antrag von { $by } abgeschickt
procedures-event-step = Schritt: { $what }
procedures-event-message = Nachricht von { $by }
procedures-event-banner = Gut zu wissen
procedures-event-note = Notiz von { $by }
procedures-event-correction = Berichtigung von { $by } verlangt
procedures-event-corrected = Berichtigung von { $by } abgeschickt
procedures-event-decision = Entscheidung von { $by } getroffen
# Verification
procedures-verify-title = Ein Dokument prüfen
procedures-verify-description = Prüfen, ob ein Dokument wirklich von der Gemeinde kommt.
procedures-verify-text = Jedes Dokument der Gemeinde trägt einen quadratischen Code und einen Fingerabdruck. Lesen Sie den Code mit Ihrem Telefon, oder übernehmen Sie den Fingerabdruck.
procedures-verify-fingerprint = Fingerabdruck des Dokuments
procedures-verify-fingerprint-help = 32 Zeichen: Ziffern und die Buchstaben a bis f.
procedures-verify-go = Prüfen
procedures-verify-unknown = Übernehmen Sie den Fingerabdruck noch einmal: Kein Dokument der Gemeinde trägt diesen
procedures-verify-found = Dieses Dokument kommt von der Gemeinde
procedures-verify-kind = Dokument
procedures-verify-procedure = Dienstleistung
procedures-verify-date = Datum
procedures-verify-compare = Ihr Exemplar vergleichen
procedures-verify-file = Datei, die Sie erhalten haben
procedures-verify-file-help = Das PDF oder die JSON-Datei. Wir vergleichen sie, ohne sie zu behalten.
procedures-verify-compare-go = Vergleichen
procedures-verify-same = Ihre Datei ist genau dieses Dokument, ohne jede Änderung.
procedures-verify-other = Ihre Datei ist nicht dieses Dokument, oder sie wurde geändert
procedures-verify-tools = Mit eigenen Mitteln prüfen
procedures-verify-step-sum = Berechnen Sie die SHA-256-Summe des PDF. Sie muss lauten:
procedures-verify-step-json = Nehmen Sie den öffentlichen Schlüssel der Gemeinde:
procedures-verify-step-tool = Prüfen Sie mit diesem Schlüssel die Unterschrift der JSON-Datei. Es ist eine abgetrennte JWS-Unterschrift (RFC 7515).
# Mail
procedures-mail-filed-subject = Ihr Antrag ist eingegangen (Akte { $number })
procedures-mail-filed-text = Die Gemeinde { $name } hat Ihren Antrag erhalten. Ihre Akte hat die Nummer { $number }.
procedures-mail-news-subject = Neues in Ihrer Akte { $number }
procedures-mail-news-text = Es gibt Neues in Ihrer Akte { $number }. Öffnen Sie sie, um es zu lesen.
procedures-mail-correction-subject = Ergänzen Sie Ihre Akte { $number }
procedures-mail-correction-text = Der Dienst bittet Sie, Antworten der Akte { $number } noch einmal zu prüfen. Öffnen Sie sie, um die Antworten zu berichtigen. Ihre Akte behält ihren Platz.
procedures-mail-decided-subject = Entscheidung in Ihrer Akte { $number }
procedures-mail-decided-text = In Ihrer Akte { $number } ist eine Entscheidung gefallen. Öffnen Sie sie, um sie zu lesen.
procedures-mail-link = Meine Akte öffnen
# Printed documents
procedures-doc-phone = Telefon: { $phone }
procedures-doc-email = E-Mail: { $email }
procedures-doc-verify = Prüfen Sie dieses Dokument
procedures-doc-receipt = Empfangsbestätigung: { $title }
procedures-doc-receipt-lead = Wir haben Ihren Antrag am { $date } erhalten. Er hat die Nummer { $number }. Wir antworten Ihnen spätestens am { $due }.
procedures-doc-code = Ihr Verfolgungscode: { $code }. Zusammen mit der Nummer öffnet er Ihre Akte. Geben Sie ihn niemandem.
procedures-doc-accepted = Ihr Antrag ist angenommen.
procedures-doc-refused = Ihr Antrag ist abgelehnt.
procedures-doc-about = Diese Entscheidung antwortet auf Ihren Antrag vom { $date }, Akte { $number }.
procedures-doc-reasons = Gründe
procedures-doc-conditions = Bedingungen
procedures-doc-appeal = Wenn Sie nicht einverstanden sind
# Problems
problem-two-windows-title = Dieser Antrag ist an zwei Stellen offen
problem-two-windows-text = Ein anderes Fenster hat diesen Antrag soeben gespeichert. Ihre letzten Antworten hier sind nicht gespeichert. Laden Sie die Seite neu und ergänzen Sie sie.
problem-moved-title = Diese Akte hat sich soeben geändert
problem-moved-text = Jemand hat an dieser Akte gearbeitet, während Sie sie lasen. Laden Sie die Seite neu und versuchen Sie es noch einmal.
problem-way-reload = Die Seite neu laden
procedures-appeal-default = Sie können beim Staatsrat die Aufhebung dieser Entscheidung beantragen. Sie haben dafür 60 Tage ab dem Tag, an dem Sie sie erhalten. Senden Sie eine Klageschrift per Einschreiben an den Staatsrat, rue de la Science 33, 1040 Brüssel.
procedures-speaks = Sprache der Person: { $lang }.
procedures-written-in = Der Brief geht in der Sprache der Person hinaus ({ $lang }). Schreiben Sie auch Ihre Gründe in dieser Sprache.
