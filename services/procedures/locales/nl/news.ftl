# --- News by SMS and by letter ---
procedures-sms-filed = Gemeente { $name }: dossier { $number } ontvangen. Volg het: { $link }
procedures-sms-news = Gemeente { $name }: nieuws over dossier { $number }. Zie: { $link }
procedures-sms-correction = Gemeente { $name }: dossier { $number } verbeteren. Zie: { $link }
procedures-sms-decided = Gemeente { $name }: beslissing in dossier { $number }. Zie: { $link }
procedures-letter-answer = Antwoord per brief, aan het loket of per telefoon, met vermelding van het dossiernummer. Uw dossier behoudt zijn plaats.
procedures-contact-back = Mijn dossier
procedures-sent-code-print = Het nummer en de code afdrukken (PDF)
