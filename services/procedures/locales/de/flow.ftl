# Der Ablauf: Fristen, Unterbrechungen, Schweigen der Gemeinde.
procedures-flow-days = { $n ->
    [one] { $n } Tag
   *[other] { $n } Tage
}
procedures-flow-working-days = { $n ->
    [one] { $n } Werktag
   *[other] { $n } Werktage
}
procedures-flow-weeks = { $n ->
    [one] { $n } Woche
   *[other] { $n } Wochen
}
procedures-flow-months = { $n ->
    [one] { $n } Monat
   *[other] { $n } Monate
}
procedures-flow-stop-incomplete = Unvollständiger Antrag
procedures-flow-stop-incorrect = Antwort zu verbessern
procedures-flow-stop-outdated = Abgelaufenes Dokument
procedures-flow-stopped = Die Frist ruht: Wir warten auf Ihre Antwort. Danach erhalten Sie ein neues Datum.
procedures-flow-moved = Zuerst hatten wir eine Antwort bis zum { $date } versprochen. Das Datum hat sich verschoben, weil die Frist ruhte, während wir auf Ihre Antwort warteten.
procedures-flow-silence-accepts = Ohne Entscheidung vor dem { $date } ist Ihr Antrag an diesem Tag kraft Gesetzes angenommen. Sie erhalten eine Bescheinigung.
procedures-flow-silence-refuses = Ohne Entscheidung vor dem { $date } ist Ihr Antrag an diesem Tag kraft Gesetzes abgelehnt. Sie erhalten eine Bescheinigung und können Beschwerde einlegen.

procedures-event-timer = Frist abgelaufen: Der Ablauf ging von selbst weiter
procedures-event-due-moved = Neues Datum der Antwort: { $what }
procedures-event-alert = Das Datum der Antwort rückt näher
procedures-event-silence = Entscheidung durch Schweigen der Gemeinde: { $what }
procedures-event-silence-stuck = Die gesetzliche Frist ist vorbei, aber der Ablauf hat keinen Schritt für diese Entscheidung

procedures-doc-kind-silence = Bescheinigung einer Entscheidung durch Schweigen
procedures-doc-silence-accepted = Ihr Antrag ist angenommen, weil die Gemeinde nicht in der gesetzlichen Frist geantwortet hat.
procedures-doc-silence-refused = Ihr Antrag ist abgelehnt, weil die Gemeinde nicht in der gesetzlichen Frist geantwortet hat.
procedures-doc-silence-why = Ihr Antrag vom { $date }, Nummer { $number }, musste vor Ende des { $last } eine Antwort erhalten. Diese Frist ist vorbei. Das Gesetz gibt diesem Schweigen eine Bedeutung. Diese Bescheinigung ist der Nachweis.
procedures-doc-silence-law = Das Gesetz

procedures-mail-alert-subject = Akte { $number }: Das Datum rückt näher
procedures-mail-alert-text = Das Datum der Antwort der Akte { $number } rückt näher. Öffnen Sie sie, um die Fristen zu sehen.

procedures-flow-questions-title = Fragen an Sie
procedures-flow-questions-description = Die Fragen der Dienststelle in diesem Stadium.
procedures-flow-questions-send = Meine Antworten senden
procedures-flow-questions-go = Die Fragen beantworten
procedures-flow-waits-ask = Die Dienststelle stellt Ihnen Fragen
procedures-flow-waits-payment = Eine Zahlung wird erwartet
procedures-flow-waits-appointment = Ein Termin ist zu vereinbaren
procedures-flow-erase-on = Ihre persönlichen Daten werden am { $date } aus dieser Akte gelöscht. Nummer und Daten bleiben.
procedures-event-asked = Fragen der Dienststelle
procedures-event-answered = Antworten von { $by }
procedures-event-payment-asked = Zahlung verlangt: { $what }
procedures-event-paid = Zahlung erhalten: { $what }
procedures-event-appointment-asked = Termin zu vereinbaren
procedures-event-appointment = Termin vereinbart
procedures-event-opinion-asked = Einzuholende Stellungnahme: { $what }
procedures-event-opinion = Stellungnahme erhalten: { $what }
procedures-event-assigned = Akte an die Dienststelle { $what } übergeben
procedures-event-assign-unknown = Unbekannte Dienststelle: { $what }. Von Hand zuzuweisen.
procedures-event-document = Dokument erstellt
procedures-event-call = Aufruf an { $what } vorbereitet
procedures-event-call-done = Antwort von { $what } erhalten
procedures-event-call-failed = Aufruf gescheitert: { $what }
procedures-event-call-passed = Aufruf gescheitert, der Ablauf geht weiter: { $what }
procedures-event-call-again = Aufruf von { $by } wiederholt: { $what }
procedures-event-call-given-up = Aufruf von { $by } aufgegeben: { $what }
procedures-event-erase-planned = Ihre persönlichen Daten werden am { $what } gelöscht
procedures-event-erased = Persönliche Daten gelöscht
procedures-event-held = Daten bis { $what } aufbewahrt durch { $by }
procedures-event-hold-lifted = Die Daten werden nicht mehr länger aufbewahrt, durch { $by }
procedures-doc-kind-paper = Dokument
procedures-mail-asked-subject = Akte { $number }: eine Antwort wird erwartet
procedures-mail-asked-text = Die Dienststelle erwartet etwas von Ihnen für Ihre Akte { $number }: eine Antwort, eine Zahlung oder einen Termin. Ihre Seite sagt, was.
procedures-mail-erase-subject = Akte { $number }: Ihre Daten werden gelöscht
procedures-mail-erase-text = Die persönlichen Daten Ihrer Akte { $number } werden in einem Monat gelöscht. Vorher können Sie Ihre Dokumente speichern.
procedures-mail-agent-subject = Akte { $number }: eine Nachricht des Ablaufs
procedures-mail-agent-text = Der Ablauf der Akte { $number } hat eine Nachricht für Sie. Sie steht in der Akte.

procedures-flow-circuit-title = Der Weg des Antrags
procedures-flow-circuit-description = Die Stadien des Antrags, von oben nach unten. Die Pfeile gehen von einem zum nächsten.
procedures-flow-circuit-here = der Antrag ist hier
procedures-flow-opinion-title = Ihre Stellungnahme wird erbeten
procedures-flow-opinion-description = Die Frage, was Ihnen dazu gezeigt wird, und Ihre Antwort.
procedures-flow-opinion-back = Erbetene Stellungnahmen
procedures-flow-opinion-due = Antworten Sie vor dem { $date }.
procedures-flow-opinion-journaled = Ihr Einblick steht im Protokoll der betroffenen Person.
procedures-flow-opinion-sense = Ihre Stellungnahme
procedures-flow-opinion-favorable = Befürwortend
procedures-flow-opinion-reserve = Befürwortend mit Vorbehalten
procedures-flow-opinion-defavorable = Ablehnend
procedures-flow-opinion-text = Ihre Gründe
procedures-flow-opinion-file = Ein Dokument beifügen (freiwillig)
procedures-flow-opinion-file-help = PDF, JPG oder PNG, höchstens 10 MB.
procedures-flow-opinion-send = Meine Stellungnahme senden
procedures-flow-opinion-no-sense = Wählen Sie die Richtung Ihrer Stellungnahme
procedures-flow-opinion-no-text = Nennen Sie Ihre Gründe, in höchstens 10 000 Zeichen
procedures-flow-opinion-bad-file = Wählen Sie eine Datei PDF, JPG oder PNG von höchstens 10 MB
procedures-flow-opinion-outside = auswärtige Fachperson
procedures-flow-opinion-code-text = Um diese Seite zu öffnen, geben Sie den Code ein, den Ihnen die Dienststelle auf anderem Weg gegeben hat.
procedures-flow-opinion-code = Code
procedures-flow-opinion-code-help = Acht Zeichen, mit oder ohne Strich.
procedures-flow-opinion-open = Öffnen
procedures-flow-opinion-wrong-code = Dieser Code stimmt nicht. Nach zehn Versuchen schließt der Link.
procedures-flow-opinion-thanks = Danke, Ihre Stellungnahme ist eingegangen
procedures-flow-opinion-thanks-text = Die Dienststelle hat sie in ihrer Akte. Dieser Link ist nun geschlossen.
problem-opinion-over-title = Dieser Link ist geschlossen
problem-opinion-over-text = Die Stellungnahme wurde abgegeben, oder die Frist ist vorbei. Die Dienststelle, die Ihnen schrieb, kann Ihnen einen neuen Link senden.
procedures-event-opinion-sent = Stellungnahme erbeten durch { $by }: { $what }
procedures-event-opinion-reminded = An die Stellungnahme erinnert: { $what }
procedures-event-opinion-late = Stellungnahme überfällig: { $what }
procedures-mail-opinion-subject = Ihre Stellungnahme wird erbeten, Akte { $number }
procedures-mail-opinion-text = Die Gemeinde bittet um Ihre Stellungnahme. Der Link öffnet die Frage. Er verlangt einen Code, den Ihnen die Dienststelle auf anderem Weg gibt.
procedures-mail-opinion-again-subject = Erinnerung: Ihre Stellungnahme wird erbeten, Akte { $number }
procedures-mail-opinion-again-text = Die Gemeinde wartet noch auf Ihre Stellungnahme. Der Link öffnet die Frage, mit dem Code, den Sie erhalten haben.
procedures-mail-opinion-late-subject = Akte { $number }: eine Stellungnahme ist überfällig
procedures-mail-opinion-late-text = Eine Stellungnahme zur Akte { $number } ist nicht rechtzeitig gekommen.
procedures-mail-opinion-in-subject = Akte { $number }: eine Stellungnahme ist da
procedures-mail-opinion-in-text = Eine Stellungnahme zur Akte { $number } ist gekommen. Sie steht in der Akte.
