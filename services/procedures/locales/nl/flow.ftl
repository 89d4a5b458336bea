# De werkstroom: termijnen, schorsingen, stilzitten van de gemeente.
procedures-flow-days = { $n ->
    [one] { $n } dag
   *[other] { $n } dagen
}
procedures-flow-working-days = { $n ->
    [one] { $n } werkdag
   *[other] { $n } werkdagen
}
procedures-flow-weeks = { $n ->
    [one] { $n } week
   *[other] { $n } weken
}
procedures-flow-months = { $n ->
    [one] { $n } maand
   *[other] { $n } maanden
}
procedures-flow-stop-incomplete = Onvolledige aanvraag
procedures-flow-stop-incorrect = Antwoord te verbeteren
procedures-flow-stop-outdated = Verlopen stuk
procedures-flow-stopped = De termijn staat stil: wij wachten op uw antwoord. Daarna krijgt u een nieuwe datum.
procedures-flow-moved = Eerst hadden wij een antwoord beloofd tegen { $date }. De datum is verschoven, omdat de termijn stilstond terwijl wij op uw antwoord wachtten.
procedures-flow-silence-accepts = Zonder beslissing vóór { $date } is uw aanvraag die dag aanvaard, door de wet. U krijgt een attest.
procedures-flow-silence-refuses = Zonder beslissing vóór { $date } is uw aanvraag die dag geweigerd, door de wet. U krijgt een attest en u kunt in beroep gaan.

procedures-event-timer = Termijn verstreken: de werkstroom ging vanzelf verder
procedures-event-due-moved = Nieuwe datum van antwoord: { $what }
procedures-event-alert = De datum van antwoord nadert
procedures-event-silence = Beslissing door het stilzitten van de gemeente: { $what }
procedures-event-silence-stuck = De wettelijke termijn is voorbij, maar de werkstroom heeft geen stap voor deze beslissing

procedures-doc-kind-silence = Attest van beslissing door stilzitten
procedures-doc-silence-accepted = Uw aanvraag is aanvaard, omdat de gemeente niet binnen de wettelijke termijn heeft geantwoord.
procedures-doc-silence-refused = Uw aanvraag is geweigerd, omdat de gemeente niet binnen de wettelijke termijn heeft geantwoord.
procedures-doc-silence-why = Uw aanvraag van { $date }, nummer { $number }, moest een antwoord krijgen vóór het einde van { $last }. Die termijn is voorbij. De wet geeft een betekenis aan dit stilzitten. Dit attest is er het bewijs van.
procedures-doc-silence-law = De wet

procedures-mail-alert-subject = Dossier { $number }: de datum nadert
procedures-mail-alert-text = De datum van antwoord van dossier { $number } nadert. Open het om de termijnen te zien.

procedures-flow-questions-title = Vragen voor u
procedures-flow-questions-description = De vragen die de dienst in dit stadium stelt.
procedures-flow-questions-send = Mijn antwoorden versturen
procedures-flow-questions-go = De vragen beantwoorden
procedures-flow-waits-ask = De dienst stelt u vragen
procedures-flow-waits-payment = Er wordt een betaling verwacht
procedures-flow-waits-appointment = Er moet een afspraak komen
procedures-flow-erase-on = Uw persoonsgegevens worden op { $date } uit dit dossier gewist. Het nummer en de datums blijven.
procedures-event-asked = Vragen van de dienst
procedures-event-answered = Antwoorden van { $by }
procedures-event-payment-asked = Betaling gevraagd: { $what }
procedures-event-paid = Betaling ontvangen: { $what }
procedures-event-appointment-asked = Afspraak te maken
procedures-event-appointment = Afspraak gemaakt
procedures-event-opinion-asked = Advies te vragen: { $what }
procedures-event-opinion = Advies ontvangen: { $what }
procedures-event-assigned = Dossier toevertrouwd aan de dienst { $what }
procedures-event-assign-unknown = Onbekende dienst: { $what }. Met de hand toe te wijzen.
procedures-event-document = Document opgesteld
procedures-event-call = Oproep voorbereid naar { $what }
procedures-event-call-done = Antwoord ontvangen van { $what }
procedures-event-call-failed = Mislukte oproep: { $what }
procedures-event-call-passed = Mislukte oproep, de werkstroom gaat verder: { $what }
procedures-event-call-again = Oproep hernomen door { $by }: { $what }
procedures-event-call-given-up = Oproep opgegeven door { $by }: { $what }
procedures-event-erase-planned = Uw persoonsgegevens worden gewist op { $what }
procedures-event-erased = Persoonsgegevens gewist
procedures-event-held = Gegevens bewaard tot { $what } door { $by }
procedures-event-hold-lifted = De gegevens worden niet langer bewaard, door { $by }
procedures-doc-kind-paper = Document
procedures-mail-asked-subject = Dossier { $number }: er wordt een antwoord verwacht
procedures-mail-asked-text = De dienst verwacht iets van u voor uw dossier { $number }: een antwoord, een betaling of een afspraak. Uw dossierpagina zegt wat.
procedures-mail-erase-subject = Dossier { $number }: uw gegevens worden gewist
procedures-mail-erase-text = De persoonsgegevens van uw dossier { $number } worden over een maand gewist. Vóór die dag kunt u uw documenten opslaan.
procedures-mail-agent-subject = Dossier { $number }: een bericht van de werkstroom
procedures-mail-agent-text = De werkstroom van dossier { $number } heeft een bericht voor u. U leest het in het dossier.

procedures-flow-circuit-title = De weg van de aanvraag
procedures-flow-circuit-description = De stadia van de aanvraag, van boven naar onder. De pijlen gaan van een stadium naar het volgende.
procedures-flow-circuit-here = de aanvraag is hier
procedures-flow-opinion-title = Uw advies wordt gevraagd
procedures-flow-opinion-description = De vraag, wat u te zien krijgt om te antwoorden, en uw antwoord.
procedures-flow-opinion-back = Gevraagde adviezen
procedures-flow-opinion-due = Antwoord vóór { $date }.
procedures-flow-opinion-journaled = Uw inzage staat in het logboek van de betrokken persoon.
procedures-flow-opinion-sense = Uw advies
procedures-flow-opinion-favorable = Gunstig
procedures-flow-opinion-reserve = Gunstig met voorbehoud
procedures-flow-opinion-defavorable = Ongunstig
procedures-flow-opinion-text = Uw redenen
procedures-flow-opinion-file = Een stuk toevoegen (facultatief)
procedures-flow-opinion-file-help = PDF, JPG of PNG, hoogstens 10 MB.
procedures-flow-opinion-send = Mijn advies versturen
procedures-flow-opinion-no-sense = Kies de strekking van uw advies
procedures-flow-opinion-no-text = Geef uw redenen, in hoogstens 10 000 tekens
procedures-flow-opinion-bad-file = Kies een bestand PDF, JPG of PNG van hoogstens 10 MB
procedures-flow-opinion-outside = externe deskundige
procedures-flow-opinion-code-text = Om deze pagina te openen, geeft u de code in die de dienst u op een andere manier heeft gegeven.
procedures-flow-opinion-code = Code
procedures-flow-opinion-code-help = Acht tekens, met of zonder streepje.
procedures-flow-opinion-open = Openen
procedures-flow-opinion-wrong-code = Deze code is niet juist. Na tien pogingen sluit de link.
procedures-flow-opinion-thanks = Dank u, uw advies is ontvangen
procedures-flow-opinion-thanks-text = De dienst heeft het in zijn dossier. Deze link is nu gesloten.
problem-opinion-over-title = Deze link is gesloten
problem-opinion-over-text = Het advies is gegeven, of de termijn is voorbij. De dienst die u schreef, kan u een nieuwe link sturen.
procedures-event-opinion-sent = Advies gevraagd door { $by }: { $what }
procedures-event-opinion-reminded = Advies in herinnering gebracht: { $what }
procedures-event-opinion-late = Advies te laat: { $what }
procedures-mail-opinion-subject = Uw advies wordt gevraagd, dossier { $number }
procedures-mail-opinion-text = De gemeente vraagt uw advies. De link opent de vraag. Hij vraagt een code, die de dienst u op een andere manier geeft.
procedures-mail-opinion-again-subject = Herinnering: uw advies wordt gevraagd, dossier { $number }
procedures-mail-opinion-again-text = De gemeente wacht nog op uw advies. De link opent de vraag, met de code die u kreeg.
procedures-mail-opinion-late-subject = Dossier { $number }: een advies is te laat
procedures-mail-opinion-late-text = Een advies voor dossier { $number } is niet op tijd gekomen.
procedures-mail-opinion-in-subject = Dossier { $number }: er is een advies
procedures-mail-opinion-in-text = Er is een advies voor dossier { $number }. U leest het in het dossier.
