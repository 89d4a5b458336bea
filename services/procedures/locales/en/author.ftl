# The workshop is read by authors only, in French; the applicant reads this line of her history.
procedures-event-revision = The file now follows revision { $what } of the form (by { $by })
