# --- News by SMS and by letter ---
procedures-sms-filed = Municipality of { $name }: file { $number } received. Follow it: { $link }
procedures-sms-news = Municipality of { $name }: news on file { $number }. See: { $link }
procedures-sms-correction = Municipality of { $name }: correct file { $number }. See: { $link }
procedures-sms-decided = Municipality of { $name }: decision on file { $number }. See: { $link }
procedures-letter-answer = Answer by letter, at the counter or by telephone, quoting the file number. Your file keeps its rank.
procedures-contact-back = My file
procedures-sent-code-print = Print the number and the code (PDF)
