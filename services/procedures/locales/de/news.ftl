# --- News by SMS and by letter ---
procedures-sms-filed = Gemeinde { $name }: Akte { $number } eingegangen. Verfolgen: { $link }
procedures-sms-news = Gemeinde { $name }: Neues zur Akte { $number }. Siehe: { $link }
procedures-sms-correction = Gemeinde { $name }: Akte { $number } berichtigen. Siehe: { $link }
procedures-sms-decided = Gemeinde { $name }: Entscheidung zur Akte { $number }. Siehe: { $link }
procedures-letter-answer = Antworten Sie per Brief, am Schalter oder am Telefon und nennen Sie die Aktennummer. Ihre Akte behält ihren Rang.
procedures-contact-back = Meine Akte
procedures-sent-code-print = Nummer und Code drucken (PDF)
