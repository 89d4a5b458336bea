# --- Channels, as the history says them ---
procedures-event-filed-counter = Request made at the counter, written down by { $by }
procedures-event-filed-phone = Request made by telephone, written down by { $by }
procedures-event-filed-post = Request received by post, written down by { $by }
procedures-event-filed-aidant = Request made with a helper, written down by { $by }
