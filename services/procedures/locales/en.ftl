# Catalogue
procedures-nav = Services
procedures-nav-track = Follow a file
procedures-nav-verify = Check a document
procedures-nav-queue = Files
procedures-home-title = Services asked for most
procedures-home-all = { $n ->
    [one] See the service
   *[other] See all { $n } services
}
procedures-life-title = What is happening in your life?
procedures-life-description = The services that help at this moment of your life.
procedures-life-text = Here are the services for this moment. Use those you need, in the order you like.
procedures-life-animal = I have an animal
procedures-life-deces = Someone close has died
procedures-life-demenager = I am moving house
procedures-life-mariage = I am getting married
procedures-life-naissance = I am expecting a child
procedures-life-organiser = I am organising a party
procedures-life-rentree = My child is going to school
procedures-life-travaux = I am having work done
procedures-theme-enfance = Children and school
procedures-theme-environnement = Environment and waste
procedures-theme-etat_civil = Civil status and population
procedures-theme-logement = Housing and planning
procedures-theme-mobilite = Streets and mobility
procedures-theme-vie_locale = Festivities and associations
procedures-theme-vie_quotidienne = Daily life
procedures-catalogue-title = All services
procedures-catalogue-description = The municipality’s services by theme: time, price and what to prepare.
procedures-catalogue-count = { $n ->
    [0] No service is online yet.
    [one] One service, by theme.
   *[other] { $n } services, by theme.
}
procedures-all = All services
procedures-answer-within = { $n ->
    [one] Answer within one day
   *[other] Answer within { $n } days
}
# Page of a procedure
procedures-about = About this service
procedures-start = Start
procedures-no-account = You do not need an account.
procedures-needs-account = This service needs an account. We must know who is applying.
procedures-audience = For whom?
procedures-needs = What to prepare
procedures-channels = Other ways
procedures-channels-text = Choose what suits you. It takes the same time.
procedures-channel-counter = At the counter
procedures-channel-phone = By telephone
procedures-channel-post = By post
procedures-channel-aidant = With somebody who helps you
procedures-channel-online = Online
procedures-law = Legal texts
procedures-in-short = In short
procedures-cost = Price
procedures-answer = Answer
procedures-within = { $n ->
    [one] within one day
   *[other] within { $n } days
}
procedures-unit = Department
procedures-who-reads = Who reads your answers?
procedures-who-reads-text = Only the staff of the department. The reason for each reading is written down first.
procedures-privacy = Read <a>how we protect your data</a>.
procedures-need-help = Need help?
procedures-call = Call <a>{ $phone }</a>. Someone fills in the form with you.
# Starting and filling in
procedures-back-sheet = About this service
procedures-back = Previous page
procedures-sign-in = Sign in
procedures-sign-up = Create an account
procedures-sign-in-first = Sign in first
procedures-draft-found = You have already started this request. It has not been sent yet. Last saved: { $at }.
procedures-resume = Continue my request
procedures-abandon = Delete this draft
procedures-start-saved = Your answers are saved at each page. You can finish later.
procedures-start-check = You read everything again before sending. Nothing is sent without you.
procedures-start-anonymous = Without an account, continue your request on this device. With an account, continue it anywhere.
procedures-start-title = Start: { $title }
procedures-begin = Start
procedures-question-title = { $title } (page { $n } of { $of })
procedures-step = Page { $n } of { $of }
procedures-continue = Continue
procedures-later = Finish later
procedures-your-request = Your request
procedures-draft-saved = Saved
procedures-autosaved = Draft saved at { "{heure}" }
procedures-autosave-failed = Draft not saved. Keep this page open: we are trying again.
procedures-autosave-session = You are no longer signed in. Press Continue to sign in again.
procedures-proposed = We know this already. Correct it if it has changed.
procedures-choose = Choose
procedures-yes = Yes
procedures-no = No
procedures-day = Day
procedures-month = Month
procedures-year = Year
procedures-from = First day
procedures-to = Last day
procedures-row = Number { $n }
procedures-row-add = Add
procedures-row-remove = Remove
procedures-file-add = Add this file
procedures-file-remove = Remove
procedures-size-mb = { $n } MB
procedures-size-kb = { $n } kB
procedures-left-one = { "{n}" } character left
procedures-left-other = { "{n}" } characters left
procedures-over-one = { "{n}" } character too many
procedures-over-other = { "{n}" } characters too many
procedures-later-title = Your request is saved
procedures-later-description = How to continue your request later.
procedures-later-until = We keep your answers until { $until }.
procedures-later-not-sent = Your request has not been sent yet.
procedures-later-space = Find it in <a>your space</a>.
procedures-later-here = To continue, come back to this page with the same device and the same browser.
# Parts of an answer
procedures-part-given = First name
procedures-part-family = Family name
procedures-part-street = Street
procedures-part-number = Number
procedures-part-box = Box
procedures-part-postcode = Postcode
procedures-part-municipality = Town
procedures-part-country = Country
procedures-part-lat = Latitude
procedures-part-lon = Longitude
procedures-part-parcel = Cadastral parcel
procedures-part-from = First day
procedures-part-to = Last day
procedures-part-day = Day
procedures-part-month = Month
procedures-part-year = Year
procedures-part-best_id = Address number
# What an answer looks like
procedures-hint-date = For example: 3 6 2026.
procedures-hint-date-from = From { $min } onwards.
procedures-hint-date-until = { $max } at the latest.
procedures-hint-date-between = Between { $min } and { $max }.
procedures-hint-time = For example: 14:30.
procedures-hint-datetime = For example: 3/6/2026 14:30.
procedures-hint-period = For example: 3/6/2026 and 5/6/2026.
procedures-hint-email = For example: name@example.be.
procedures-hint-phone = For example: 0470 12 34 56.
procedures-hint-national-number = All the digits, with or without spaces.
procedures-hint-enterprise-number = All the digits, with or without points.
procedures-hint-iban = For example: BE68 5390 0754 7034.
procedures-hint-choices = Tick all that apply.
procedures-hint-map = Give the parcel, or the latitude and the longitude.
procedures-hint-file-link = For example: 2026-000042.
procedures-hint-file = { $types } file, at most { $mib } MB.
# What is asked again, by code of refusal
procedures-refusal-required = Answer “{ $label }”
procedures-refusal-must-tick = Tick “{ $label }”
procedures-refusal-too-long = Shorten “{ $label }”: at most { $max } characters
procedures-refusal-pattern = Check the form of “{ $label }”
procedures-refusal-not-integer = Enter a whole number at “{ $label }”
procedures-refusal-not-decimal = Enter a number at “{ $label }”, for example 12.50
procedures-refusal-too-precise = { $scale ->
    [0] Enter a number without decimals at “{ $label }”
    [one] Keep one decimal at “{ $label }”
   *[other] Keep at most { $scale } decimals at “{ $label }”
}
procedures-refusal-too-small = Enter { $min } or more at “{ $label }”
procedures-refusal-too-large = Enter { $max } or less at “{ $label }”
procedures-refusal-not-option = Choose from the list at “{ $label }”
procedures-refusal-too-few-choices = { $min ->
    [one] Tick at least one answer at “{ $label }”
   *[other] Tick at least { $min } answers at “{ $label }”
}
procedures-refusal-too-many-choices = { $max ->
    [one] Tick a single answer at “{ $label }”
   *[other] Tick at most { $max } answers at “{ $label }”
}
procedures-refusal-not-date = Enter the day, month and year at “{ $label }”, for example 3 6 2026
procedures-refusal-no-such-day = Check the date at “{ $label }”: this day does not exist
procedures-refusal-year-too-short = Enter the year in four digits at “{ $label }”
procedures-refusal-too-early = { $kind ->
    [time] Enter { $min } or later at “{ $label }”
   *[other] Enter a date from { $min } onwards at “{ $label }”
}
procedures-refusal-too-late = { $kind ->
    [time] Enter { $max } or earlier at “{ $label }”
   *[other] Enter a date up to { $max } at “{ $label }”
}
procedures-refusal-not-time = Enter a time at “{ $label }”, for example 14:30
procedures-refusal-period-reversed = Choose a last day after the first at “{ $label }”
procedures-refusal-part-missing = Fill in “{ $part }” at “{ $label }”
procedures-refusal-email = Enter a complete address at “{ $label }”, for example name@example.be
procedures-refusal-phone = Enter a complete number at “{ $label }”, for example 0470 12 34 56
procedures-refusal-postcode = Enter a postcode that exists at “{ $label }”
procedures-refusal-municipality = Enter the exact name of the municipality at “{ $label }”
procedures-refusal-country = Enter the name or code of the country at “{ $label }”, for example Belgium
procedures-refusal-national-number-form = Copy all the digits of the national number at “{ $label }”
procedures-refusal-national-number-check = Read the national number again at “{ $label }”: a digit is wrong
procedures-refusal-national-number-date = Read the national number again at “{ $label }”: check the date of birth in it
procedures-refusal-enterprise-number-form = Copy all the digits of the enterprise number at “{ $label }”
procedures-refusal-enterprise-number-check = Read the enterprise number again at “{ $label }”: a digit is wrong
procedures-refusal-iban-form = Copy the whole account number at “{ $label }”, for example BE68 5390 0754 7034
procedures-refusal-iban-check = Read the account number again at “{ $label }”: a character is wrong
procedures-refusal-iban-country = Enter an account of a country that uses IBAN at “{ $label }”
procedures-refusal-not-yes-no = Answer yes or no at “{ $label }”
procedures-refusal-not-place = Give the parcel, or the latitude and the longitude, at “{ $label }”
procedures-refusal-not-reference = Copy the complete number at “{ $label }”
procedures-refusal-file-too-large = Choose a file of at most { $max } MB at “{ $label }”
procedures-refusal-file-type = Choose a { $types } file at “{ $label }”
procedures-refusal-too-many-files = { $max ->
    [one] Keep a single file at “{ $label }”
   *[other] Keep at most { $max } files at “{ $label }”
}
procedures-refusal-too-few-rows = { $min ->
    [one] Add “{ $label }” at least once
   *[other] Add “{ $label }” at least { $min } times
}
procedures-refusal-too-many-rows = { $max ->
    [one] Keep “{ $label }” only once
   *[other] Keep “{ $label }” at most { $max } times
}
procedures-refusal-require = Check that the answers of this page go together
procedures-refusal-wrong-type = Answer “{ $label }” again
procedures-refusal-unknown-field = Reload the page: this form does not ask that question
# Check and send
procedures-check-title = Read again, then send
procedures-check-description = Your answers, to read again before you send them.
procedures-check-missing = { $n ->
    [one] One answer left to complete
   *[other] { $n } answers left to complete
}
procedures-not-sent = Not sent yet
procedures-change = Change
procedures-unanswered = No answer
procedures-after-sending = After sending, you can still write to us and add something. You receive an acknowledgement at once.
procedures-send = Send my request
procedures-sent-title = Your request has been sent
procedures-sent-description = The number of your file and what happens next.
procedures-sent-number = Your file has the number { $number }.
procedures-sent-due = We answer you by { $due } at the latest.
procedures-sent-code-title = Your tracking code
procedures-sent-code-text = Write this code down. With the number, it opens your file. Give it to nobody.
procedures-copy = Copy
procedures-copied = Copied
procedures-receipt-pdf = Download the acknowledgement (PDF)
procedures-follow = Follow my file
procedures-sent-correct = A mistake? Open your file and write to us.
procedures-sealed = Acknowledgement signed by the municipality
procedures-fingerprint = Fingerprint
procedures-verify-link = Check
# Following a file
procedures-track-title = Follow a file
procedures-track-description = Where your request stands, with its number and code.
procedures-track-text = The number and the code are on your acknowledgement.
procedures-track-number = File number
procedures-track-number-help = For example: 2026-000042.
procedures-track-number-missing = Enter the file number
procedures-track-code = Tracking code
procedures-track-code-help = Twelve characters, for example 78Z1-2345-6789.
procedures-track-code-missing = Enter the tracking code
procedures-track-wrong = Check the number and the code: no file matches them
procedures-track-go = See my file
procedures-track-account = Do you have an account? Your files are in <a>your space</a>.
procedures-file-title = { $title }, file { $number }
procedures-file-description = Where your file stands, with its messages and documents.
procedures-file-done = It is saved.
procedures-back-file = Back to the file
procedures-state-draft = Not sent yet
procedures-state-filed = Received
procedures-state-in-review = Under review
procedures-state-accepted = Accepted
procedures-state-refused = Refused
procedures-state-dropped = Closed without a decision
procedures-state-waiting = We are waiting for your answer
procedures-due = Answer by { $due } at the latest
procedures-thread = What has happened
procedures-documents = Documents
procedures-doc-kind-receipt = Acknowledgement
procedures-doc-kind-decision = Decision
procedures-doc-get-pdf = Download as PDF
procedures-doc-get-json = Signed data (JSON)
procedures-doc-get-jws = Signature (JWS)
procedures-message-title = Write to us
procedures-message-label = Your message to the department
procedures-message-send = Send the message
procedures-answers = Your answers
procedures-correct-title = Correct your answers
procedures-correct-description = The answers that the department asks you to look at again.
procedures-correct-text = The department asks you to look at some answers again. Your file keeps its place.
procedures-correct-go = Correct my answers
procedures-correct-send = Send my corrections
procedures-space-drafts = Requests you started
procedures-space-saved = Saved: { $at }
procedures-space-files = Your files
procedures-space-none = You have no file yet.
# History
procedures-by-you = you
procedures-by-agent = the municipality
procedures-by-system = the municipality, automatically
procedures-event-filed = Request sent by { $by }
procedures-event-step = Step: { $what }
procedures-event-message = Message written by { $by }
procedures-event-banner = To know
procedures-event-note = Note written by { $by }
procedures-event-correction = Correction requested by { $by }
procedures-event-corrected = Correction sent by { $by }
procedures-event-decision = Decision taken by { $by }
# Verification
procedures-verify-title = Check a document
procedures-verify-description = Check that a document really comes from the municipality.
procedures-verify-text = Each document of the municipality bears a square code and a fingerprint. Scan the code with your telephone, or copy the fingerprint.
procedures-verify-fingerprint = Fingerprint of the document
procedures-verify-fingerprint-help = 32 characters: digits and the letters a to f.
procedures-verify-go = Check
procedures-verify-unknown = Copy the fingerprint again: no document of the municipality bears this one
procedures-verify-found = This document comes from the municipality
procedures-verify-kind = Document
procedures-verify-procedure = Service
procedures-verify-date = Date
procedures-verify-compare = Compare your copy
procedures-verify-file = File that you received
procedures-verify-file-help = The PDF or the JSON. We compare it without keeping it.
procedures-verify-compare-go = Compare
procedures-verify-same = Your file is this very document, without any change.
procedures-verify-other = Your file is not this document, or it has been changed
procedures-verify-tools = Check with your own tools
procedures-verify-step-sum = Compute the SHA-256 sum of the PDF. It must be:
procedures-verify-step-json = Take the municipality’s public key:
procedures-verify-step-tool = With this key, check the signature of the JSON file. It is a detached JWS signature (RFC 7515).
# Mail
procedures-mail-filed-subject = Your request has arrived (file { $number })
procedures-mail-filed-text = The municipality of { $name } has received your request. Your file has the number { $number }.
procedures-mail-news-subject = News in your file { $number }
procedures-mail-news-text = There is news in your file { $number }. Open it to read it.
procedures-mail-correction-subject = Complete your file { $number }
procedures-mail-correction-text = The department asks you to look at answers of file { $number } again. Open it to correct them. Your file keeps its place.
procedures-mail-decided-subject = Decision in your file { $number }
procedures-mail-decided-text = A decision has been taken in your file { $number }. Open it to read it.
procedures-mail-link = Open my file
# Printed documents
procedures-doc-phone = Telephone: { $phone }
procedures-doc-email = E-mail: { $email }
procedures-doc-verify = Check this document
procedures-doc-receipt = Acknowledgement: { $title }
procedures-doc-receipt-lead = We received your request on { $date }. Its number is { $number }. We answer you by { $due } at the latest.
procedures-doc-code = Your tracking code: { $code }. With the number, it opens your file. Give it to nobody.
procedures-doc-accepted = Your request is accepted.
procedures-doc-refused = Your request is refused.
procedures-doc-about = This decision answers your request of { $date }, file { $number }.
procedures-doc-reasons = Reasons
procedures-doc-conditions = Conditions
procedures-doc-appeal = If you do not agree
# Problems
problem-two-windows-title = This request is open in two places
problem-two-windows-text = Another window has just saved this request. Your last answers here are not saved. Reload the page, then complete them.
problem-moved-title = This file has just changed
problem-moved-text = Someone acted on this file while you were reading it. Reload the page, then try again.
problem-way-reload = Reload the page
procedures-appeal-default = You can ask the Council of State to annul this decision. You have 60 days from the day you receive it. Send a registered petition to the Council of State, rue de la Science 33, 1040 Brussels.
procedures-speaks = Language of the person: { $lang }.
procedures-written-in = The letter leaves in the person’s language ({ $lang }). Please write your reasons in that language too.
