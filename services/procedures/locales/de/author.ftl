# The workshop is read by authors only, in French; the applicant reads this line of her history.
procedures-event-revision = Der Antrag folgt jetzt der Fassung { $what } des Formulars (durch { $by })
