kit-date = { $day } { $month } { $year }
kit-weekday-date = { $weekday } { $date }
kit-weekday-1 = Monday
kit-weekday-2 = Tuesday
kit-weekday-3 = Wednesday
kit-weekday-4 = Thursday
kit-weekday-5 = Friday
kit-weekday-6 = Saturday
kit-weekday-7 = Sunday
kit-month-1 = January
kit-month-2 = February
kit-month-3 = March
kit-month-4 = April
kit-month-5 = May
kit-month-6 = June
kit-month-7 = July
kit-month-8 = August
kit-month-9 = September
kit-month-10 = October
kit-month-11 = November
kit-month-12 = December

kit-undo = Undo
kit-sentences = { $first }. { $then }.
kit-try-again = Try again
kit-close = Close
kit-minutes = { $n } min

kit-cnic-empty = Scan or type the 13 digits of the card first.
kit-cnic-characters = That scan holds no identity number. Scan the card again, or type its 13 digits.
kit-cnic-length = { $digits } digits read, a number has { $wanted }. Scan again or type what is missing.
kit-cnic-region = A number never begins with { $first }. Read it from the card again.

kit-signin-title = Who is signing in?
kit-signin-pin = PIN, 6 digits
kit-signin-button = Sign in
kit-signin-forgot = Forgot the PIN? Ask the supervisor of this centre.
kit-signin-foot = Every sign-in is written to the log.
kit-signin-counter = { $role }, counter { $counter }
kit-signin-short = The PIN has 6 digits.
kit-signin-nobody = No operator is set up for this window
kit-signin-nobody-hint = Operators are added when the site is made (drc site init).
kit-signin-working = Signing in…

kit-hint-person = person
kit-hint-sign-in = sign in
kit-hint-clear = clear
kit-hint-all-keys = all keys
