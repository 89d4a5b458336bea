# --- News by SMS and by letter ---
procedures-sms-filed = Commune { $of } : dossier { $number } reçu. Suivez-le : { $link }
procedures-sms-news = Commune { $of } : du nouveau, dossier { $number }. Voyez : { $link }
procedures-sms-correction = Commune { $of } : dossier { $number } à corriger. Voyez : { $link }
procedures-sms-decided = Commune { $of } : décision prise, dossier { $number }. Voyez : { $link }
procedures-letter-answer = Répondez par lettre, au guichet ou par téléphone, en rappelant le numéro du dossier. Votre dossier garde son rang.
procedures-contact-back = Mon dossier
procedures-agent-no-address = Une lettre de ce dossier ne peut pas partir : l’adresse de la personne manque ou n’est plus bonne.
procedures-sent-code-print = Imprimer le numéro et le code (PDF)
