# The workshop is read by authors only, in French; the applicant reads this line of her history.
procedures-event-revision = Het dossier volgt nu versie { $what } van het formulier (door { $by })
