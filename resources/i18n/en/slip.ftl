# What stands on slips. Short: a wide slip has room for about 22 letters beside the Urdu.
slip-token-number = Token number
slip-ahead = people ahead
slip-wait = wait, minutes
slip-ready = Have ready
slip-keep = Keep this slip
slip-keep-receipt = Keep this receipt
slip-no-fee = No fee
slip-helpline = Helpline, free
slip-copy = COPY

slip-service-new_survey = New survey
slip-service-roster_update = Roster update
slip-service-priority = Priority

slip-paper-own-cnic = Original CNIC
slip-paper-adult-cnics = CNICs of all adults
slip-paper-b-forms = B-form of each child
slip-paper-bill = Electricity or gas bill
slip-paper-mobile = Mobile phone in use
slip-paper-kafaalat-letter = Kafaalat letter
slip-paper-death-proof = Proof of the death
slip-paper-nikah-proof = Proof of marriage
slip-paper-this-slip = This slip
slip-short-own-cnic = CNIC
slip-short-adult-cnics = All CNICs
slip-short-b-forms = B-forms
slip-short-bill = Bill
slip-short-mobile = Mobile
slip-short-kafaalat-letter = Letter
slip-short-death-proof = Proof
slip-short-nikah-proof = Proof
slip-short-this-slip = Slip

slip-no-token = No token today
slip-what-now = What to do now
slip-go-nadra = Go to the NADRA office and get this paper first
slip-go-tehsil = Go to the centre of your own tehsil
slip-go-information = Ask at the information counter
slip-come-back = Then come back to this centre
slip-reason-referred = A paper from NADRA is missing

slip-recorded = Survey recorded
slip-reference = Reference number
slip-counter = Counter
slip-members = Members recorded
slip-operator = Operator
slip-next = What happens now
slip-step-checked = The answers are checked
slip-step-sms = The answer comes by SMS from 8171 only
slip-step-no-money = Pay nobody: there is no fee

slip-bring = Bring these next time
slip-until = Come by this date, your place is kept
slip-days = Monday to Friday
slip-show = Show it at the supervisor desk

slip-test-site = Printer test
