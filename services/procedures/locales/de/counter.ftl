# --- Channels, as the history says them ---
procedures-event-filed-counter = Antrag am Schalter, aufgenommen von { $by }
procedures-event-filed-phone = Antrag am Telefon, aufgenommen von { $by }
procedures-event-filed-post = Antrag per Post eingegangen, aufgenommen von { $by }
procedures-event-filed-aidant = Antrag mit einer Hilfsperson, aufgenommen von { $by }
