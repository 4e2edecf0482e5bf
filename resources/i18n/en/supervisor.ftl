supervisor-window = Supervisor
supervisor-tab-today = Today
supervisor-tab-monitor = Monitor
supervisor-tab-site = Site
supervisor-open = Open
supervisor-not-open = Not open yet
supervisor-closed = Closed

supervisor-lamp-printer = Printer
supervisor-lamp-database = Database
supervisor-lamp-sync = Sync
supervisor-lamp-ready = Ready
supervisor-lamp-working = Working
supervisor-lamp-no-answer = No answer
supervisor-lamp-paper-low = paper low
supervisor-lamp-printing = Printing
supervisor-lamp-printer-fault = Look at it
supervisor-lamp-to-send = { $n } waiting
supervisor-lamp-refused = { $n } refused

supervisor-arrivals = Arrivals
supervisor-tokens-today =
    { $n ->
        [one] 1 token today
       *[other] { $n } tokens today
    }
supervisor-cnic = CNIC or B-form
supervisor-scan = Scan or type
supervisor-scan-hint = Scan a card, or type its 13 digits and press Enter.
supervisor-locked = Tokens can be printed once the day is open.
supervisor-looking = Looking in the registry copy…
supervisor-due = { $type } due: { $service }
supervisor-due-roster = Roster update
supervisor-due-first = First survey of this family
supervisor-live-token = Holds token { $token } already
supervisor-live-detail = { $service }, { $state }. F9 prints it again.
supervisor-goes-first = Goes first
supervisor-estimate = { $n } ahead, about { $low } to { $high } min
supervisor-estimate-closed = { $n } ahead, no counter takes this queue yet
supervisor-print-token = Print token
supervisor-print-referral = Print referral slip
supervisor-last-slip = { $kind } { $at }
supervisor-slip-token = Last slip
supervisor-slip-copy = Copy { $n },
supervisor-slip-referral = Referral slip
supervisor-slip-acknowledgement = Receipt
supervisor-slip-takehome = Take-home list
supervisor-slip-referral-title = Slip
supervisor-no-slip = No slip yet
supervisor-no-slip-hint = The last slip shows here
supervisor-job-pending = Waiting
supervisor-job-sent = Sent
supervisor-job-printed = Printed
supervisor-job-failed = Not printed
supervisor-reprint = Reprint
supervisor-print-again = Print again
supervisor-slip-begun = Look whether the slip came out before printing again: a second one says COPY.
supervisor-other-printer = Slips go to { $where } now
supervisor-no-other-printer = No printer is set up on this PC
supervisor-slips-failed =
    { $n ->
        [one] 1 slip did not print. The token stands. Look at the printer, then press F9.
       *[other] { $n } slips did not print. The tokens stand. Look at the printer, then press F9.
    }

supervisor-waiting = Waiting
supervisor-waits = longest { $longest } min, typical { $typical } min
supervisor-find = Find
supervisor-chip-all = All { $n }
supervisor-chip-waiting = Waiting { $n }
supervisor-chip-over = Over limit { $n }
supervisor-chip-parked = Parked { $n }
supervisor-chip-no-show = No-show { $n }
supervisor-column-token = Token
supervisor-column-service = Service
supervisor-column-first = First
supervisor-column-waited = Waited, min
supervisor-column-over = Over limit
supervisor-column-state = State
supervisor-nobody-waits = Nobody is waiting
supervisor-nobody-waits-hint = Scan the first CNIC: the token shows up here.
supervisor-nothing-found = No row fits this filter
supervisor-nothing-found-hint = Choose All, or empty the find field.
supervisor-call = Call to counter
supervisor-park = Park
supervisor-resume = Resume
supervisor-transfer = Transfer
supervisor-more = More
supervisor-recycle = Back to the queue
supervisor-reprint-row = Reprint its slip
supervisor-cancel-left = Cancel: family has left
supervisor-cancel-mistake = Cancel: issued by mistake
supervisor-call-at = Counter { $counter }
supervisor-no-free-counter = No counter is free
supervisor-close-day = Close the day…

supervisor-done-called = { $token } called to counter { $counter }
supervisor-done-nobody = Nobody is waiting for counter { $counter }
supervisor-done-parked = { $token } parked until { $at }
supervisor-done-resumed = { $token } waits again
supervisor-done-transferred = { $token } moved to { $service }
supervisor-done-recycled = { $token } back in the queue
supervisor-come-back-on = Come back on { $day }
supervisor-done-come-back = { $token } keeps its place for { $day }
supervisor-done-cancelled = { $token } cancelled
supervisor-done-undone = { $token } is as it was
supervisor-done-no-show = { $token } marked no-show at counter { $counter }
supervisor-day-closed = The day is closed

supervisor-counters = Counters
supervisor-counters-open = { $open } of { $all } open
supervisor-counters-ready = { $open } of { $all } ready
supervisor-no-operator = No operator
supervisor-signed-in = Signed in
supervisor-nobody-yet = Nobody yet
supervisor-nth-call =
    { $n ->
        [2] 2nd call, { $span }
        [3] 3rd call, { $span }
       *[other] { $n }th call, { $span }
    }
supervisor-back-at = back { $at }

supervisor-outbox = Outbox
supervisor-outbox-waiting = Waiting
supervisor-outbox-oldest = Oldest
supervisor-outbox-refused = Refused
supervisor-outbox-min = min
supervisor-outbox-empty = Nothing to send
supervisor-outbox-empty-hint = Finished surveys wait here until the registry confirms them.
supervisor-no-network = No network since { $at }
supervisor-station-counter = Counter { $counter }
supervisor-station-pc = PC { $name }
supervisor-station-waiting = { $waiting } waiting
supervisor-station-refused = { $waiting } waiting, { $refused } refused

supervisor-open-day = Open the day
supervisor-reopen = Open the day again
supervisor-checks =
    { $bad ->
        [0] { $n } checks done, all good.
        [one] { $n } checks done: one needs a look, none stops you.
       *[other] { $n } checks done: { $bad } need a look, none stops you.
    }
supervisor-checks-stop = { $n } checks done: the red one has to be mended first.
supervisor-closed-at = The day was closed at { $at }. Opened again, it goes on with the same numbers.
supervisor-check-database = Database
supervisor-check-database-good = Working
supervisor-check-database-bad = Cannot be used. Run drc site check.
supervisor-check-clock = Clock
supervisor-check-clock-good = Later than the last entry, as it should be
supervisor-check-clock-bad = Stands before the last entry ({ $last }). Check the date of this PC.
supervisor-check-counters = Counters
supervisor-check-counters-good =
    { $n ->
        [one] 1 counter is set up
       *[other] { $n } counters are set up
    }
supervisor-check-counters-bad = No counter is set up. You can open without one.
supervisor-check-operators = Operators
supervisor-check-operators-good =
    { $n ->
        [one] 1 operator can sign in
       *[other] { $n } operators can sign in
    }
supervisor-check-operators-bad = Nobody can sign in yet.
supervisor-check-disk = Disk
supervisor-check-disk-good = { $gb } GB free
supervisor-check-disk-bad = Only { $gb } GB free. Make room soon.
supervisor-check-printer = Printer
supervisor-check-printer-good = Ready
supervisor-check-printer-bad = Not ready. You can open; slips wait until it is.
supervisor-check-slice = Registry data for triage
supervisor-check-slice-age =
    { $days ->
        [0] Received today
        [one] 1 day old
       *[other] { $days } days old
    }
supervisor-look-again = Look again
supervisor-date = Date
supervisor-tokens-limit = Tokens today
supervisor-tokens-hint = { $operators } counters, about { $each } surveys each, some spare
supervisor-limits = Waiting limits
supervisor-limits-line = New survey { $a }, roster { $c }, priority { $p } min
supervisor-open-note = The hall screen and the counters start with it.
supervisor-open-foot = After opening, scan the first CNIC or type it.
supervisor-confirm-date = The date is right: open
supervisor-opening = Opening…

supervisor-close-ask = Close the day? { $n } families still hold a token; each keeps its place for another day.
supervisor-close-yes = Close the day

supervisor-hint-service = service
supervisor-hint-table = as a table
supervisor-hint-count = count again
supervisor-hint-tab = tab
supervisor-hint-print = print token
supervisor-hint-call = call next
supervisor-hint-find = find
supervisor-hint-keys = all keys
supervisor-hint-open = open the day
supervisor-hint-next = next

supervisor-keys-title = All keys
supervisor-keys-scan = From anywhere: the number lands in the CNIC field
supervisor-keys-choose = Choose the queue, 4 for no token
supervisor-keys-first = Goes first: disabled, pregnant, 60 or over
supervisor-keys-print = Print the token or the referral slip
supervisor-keys-clear = Empty the CNIC field for the next family
supervisor-keys-reprint = Print the last slip again
supervisor-keys-other-printer = Print on the other printer, or into PDF files
supervisor-keys-next = Call who is next to a free counter
supervisor-keys-call = Call the selected row to a counter
supervisor-keys-park = Park the selected row, or take it back
supervisor-keys-transfer = Send the selected row to another queue
supervisor-keys-undo = Take back the last step
supervisor-keys-find = Find a token
supervisor-keys-tabs = Today, Monitor, Site
supervisor-keys-table = Monitor: the charts as a table
supervisor-keys-count = Monitor: count again
supervisor-keys-print-day = Monitor: print the day
supervisor-keys-language = Change the language
supervisor-key-scan = Scan

supervisor-site-counters = Counters and what they take
supervisor-site-operators = Operators
supervisor-site-counter = Counter { $counter }
supervisor-site-no-operators = No operator is set up
supervisor-site-no-operators-hint = drc site init makes the first ones.
supervisor-comes-back = Comes back with token { $token }
supervisor-comes-back-detail = Kept from { $day }: goes before everybody who came today
supervisor-woman = Woman

# A message to the phone of who holds the newest slip, where a modem is set up.
supervisor-near-ask = Message when near: mobile of { $token }
supervisor-near-told = { $token } will be told. Another number?
supervisor-near-wrong = No mobile number: 11 digits, 03…
