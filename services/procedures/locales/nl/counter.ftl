# --- Channels, as the history says them ---
procedures-event-filed-counter = Aanvraag aan het loket, ingevoerd door { $by }
procedures-event-filed-phone = Aanvraag per telefoon, ingevoerd door { $by }
procedures-event-filed-post = Aanvraag per post ontvangen, ingevoerd door { $by }
procedures-event-filed-aidant = Aanvraag met een helper, ingevoerd door { $by }
