# The workflow: periods, stops, silence of the commune.
procedures-flow-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
procedures-flow-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
procedures-flow-weeks = { $n ->
    [one] { $n } week
   *[other] { $n } weeks
}
procedures-flow-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
procedures-flow-stop-incomplete = Incomplete request
procedures-flow-stop-incorrect = Answer to correct
procedures-flow-stop-outdated = Outdated document
procedures-flow-stopped = The clock has stopped: we are waiting for your answer. You will be given a new date afterwards.
procedures-flow-moved = At first we had promised an answer by { $date }. The date has moved, because the clock was stopped while we waited for your answer.
procedures-flow-silence-accepts = Without a decision before { $date }, your request is accepted on that day, by law. You will receive a certificate.
procedures-flow-silence-refuses = Without a decision before { $date }, your request is refused on that day, by law. You will receive a certificate and can appeal.

procedures-event-timer = Time has run out: the workflow went on by itself
procedures-event-due-moved = New date of answer: { $what }
procedures-event-alert = The date of answer is near
procedures-event-silence = Decision by the silence of the commune: { $what }
procedures-event-silence-stuck = The legal period is over, but the workflow has no step for this decision

procedures-doc-kind-silence = Certificate of a decision by silence
procedures-doc-silence-accepted = Your request is accepted, because the commune did not answer within the legal period.
procedures-doc-silence-refused = Your request is refused, because the commune did not answer within the legal period.
procedures-doc-silence-why = Your request of { $date }, number { $number }, was to be answered before the end of { $last }. That period is over. The law gives a meaning to this silence. This certificate is the proof of it.
procedures-doc-silence-law = The law

procedures-mail-alert-subject = File { $number }: the date is near
procedures-mail-alert-text = The date of answer of file { $number } is near. Open it to see the periods.

procedures-flow-questions-title = Questions for you
procedures-flow-questions-description = What the office asks at this stage of the request.
procedures-flow-questions-send = Send my answers
procedures-flow-questions-go = Answer the questions
procedures-flow-waits-ask = The office asks you questions
procedures-flow-waits-payment = A payment is due
procedures-flow-waits-appointment = An appointment is to be made
procedures-flow-erase-on = Your personal data will be erased from this file on { $date }. The number and the dates remain.
procedures-event-asked = Questions from the office
procedures-event-answered = Answers given by { $by }
procedures-event-payment-asked = Payment requested: { $what }
procedures-event-paid = Payment received: { $what }
procedures-event-appointment-asked = Appointment to be made
procedures-event-appointment = Appointment made
procedures-event-opinion-asked = Opinion to ask for: { $what }
procedures-event-opinion = Opinion received: { $what }
procedures-event-assigned = File given to the office { $what }
procedures-event-assign-unknown = Unknown office: { $what }. To be given by hand.
procedures-event-document = Document made
procedures-event-call = Call to { $what } prepared
procedures-event-call-done = Answer received from { $what }
procedures-event-call-failed = Failed call: { $what }
procedures-event-call-passed = Failed call, the workflow goes on: { $what }
procedures-event-call-again = Call tried again by { $by }: { $what }
procedures-event-call-given-up = Call given up by { $by }: { $what }
procedures-event-erase-planned = Your personal data will be erased on { $what }
procedures-event-erased = Personal data erased
procedures-event-held = Data kept until { $what } by { $by }
procedures-event-hold-lifted = The data are no longer kept longer, by { $by }
procedures-doc-kind-paper = Document
procedures-mail-asked-subject = File { $number }: something is needed from you
procedures-mail-asked-text = The office needs something from you for your file { $number }: an answer, a payment or an appointment. Your page says what.
procedures-mail-erase-subject = File { $number }: your data will be erased
procedures-mail-erase-text = The personal data of your file { $number } will be erased in a month. Before that day you can save your documents.
procedures-mail-agent-subject = File { $number }: a message of the workflow
procedures-mail-agent-text = The workflow of file { $number } has a message for you. It can be read in the file.

procedures-flow-circuit-title = The way of the request
procedures-flow-circuit-description = The states of the request, from top to bottom. Arrows go from one state to the next.
procedures-flow-circuit-here = the request is here
procedures-flow-opinion-title = Your opinion is asked
procedures-flow-opinion-description = The question, what you are shown to answer it, and your answer.
procedures-flow-opinion-back = Opinions asked
procedures-flow-opinion-due = Answer before { $date }.
procedures-flow-opinion-journaled = Your reading is written in the journal of the person concerned.
procedures-flow-opinion-sense = Your opinion
procedures-flow-opinion-favorable = In favour
procedures-flow-opinion-reserve = In favour, with reservations
procedures-flow-opinion-defavorable = Against
procedures-flow-opinion-text = Your reasons
procedures-flow-opinion-file = A document to attach (optional)
procedures-flow-opinion-file-help = PDF, JPG or PNG, 10 MB at most.
procedures-flow-opinion-send = Send my opinion
procedures-flow-opinion-no-sense = Choose what your opinion is
procedures-flow-opinion-no-text = Give your reasons, in 10,000 characters at most
procedures-flow-opinion-bad-file = Choose a PDF, JPG or PNG file of 10 MB at most
procedures-flow-opinion-outside = outside expert
procedures-flow-opinion-code-text = To open this page, enter the code that the office gave you in another way.
procedures-flow-opinion-code = Code
procedures-flow-opinion-code-help = Eight signs, with or without dash.
procedures-flow-opinion-open = Open
procedures-flow-opinion-wrong-code = This code is not the right one. After ten attempts the link closes.
procedures-flow-opinion-thanks = Thank you, your opinion is received
procedures-flow-opinion-thanks-text = The office has it in its file. This link is now closed.
problem-opinion-over-title = This link is closed
problem-opinion-over-text = The opinion was given, or the time is over. The office that wrote to you can send you a new link.
procedures-event-opinion-sent = Opinion asked by { $by }: { $what }
procedures-event-opinion-reminded = Reminder of the opinion: { $what }
procedures-event-opinion-late = Opinion late: { $what }
procedures-mail-opinion-subject = Your opinion is asked, file { $number }
procedures-mail-opinion-text = The commune asks for your opinion. The link opens the question. It asks for a code, which the office gives you in another way.
procedures-mail-opinion-again-subject = Reminder: your opinion is asked, file { $number }
procedures-mail-opinion-again-text = The commune still waits for your opinion. The link opens the question, with the code that you received.
procedures-mail-opinion-late-subject = File { $number }: an opinion is late
procedures-mail-opinion-late-text = An opinion asked for file { $number } has not come in time.
procedures-mail-opinion-in-subject = File { $number }: an opinion has come
procedures-mail-opinion-in-text = An opinion asked for file { $number } has come. It can be read in the file.
