site-report = Out of the ordinary
site-calm = Nothing to look at
site-calm-hint = Long waits, idle counters, calls out of turn, tokens given up early, copies, what two confirmed and what was done after hours stand here.
site-alert-waits =
    { $n ->
        [one] { $token } waits { $minutes } minutes beyond its limit, or longer
       *[other] { $n } families wait { $minutes } minutes beyond their limit, or longer; { $token } first
    }
site-alert-idle = Counter { $counter } is free for { $minutes } minutes while { $n } wait for it
site-alert-silent = { $name } was last heard of at { $at }
site-kind-supervisor = A supervisor's PC
site-kind-counter = A counter's PC
site-kind-display = The hall screen
site-new = New operator
site-change = Change
site-name = Name
site-role = Role
site-counter = Usual counter
site-pin = PIN
site-drive = Drive
site-pin-new = six digits or more
site-pin-same = empty: stays as it is
site-no-counter = none
site-save = Save
site-leave = Leave
site-close = Close
site-last-queue = Counter { $counter } keeps one queue at least
site-done-profile = Work profile of counter { $counter } changed
site-done-saved = { $name } saved
site-done-closed = { $name } signs in here no more
# A second person's word (the dialog over the supervisor's window)
second-title = Second person
second-cancel = Cancel token { $name }
second-reprint = Print token { $name } once more
second-open-day = Open { $name } again
second-unlock-operator = Unlock { $name }
second-save-operator = New PIN for { $name }, who is locked out
second-why = Somebody else confirms this with their own PIN. Both names stand in the log.
second-pin = PIN of who confirms, 6 digits
second-button = Confirm
second-working = Confirming…
second-forgot = Five wrong PINs lock out who confirms, as at sign-in.
second-nobody = Nobody else works at this centre
second-nobody-hint = A second operator has to be set up first (tab Site).
second-back = Back
site-unlock = Unlock
site-locked = locked out
site-done-unlocked = { $name } may sign in again
site-stick = Carry by stick
site-stick-choose = Where is the stick?
site-stick-cancel = Stop
site-stick-far = { $answered } of { $waited } messages, { $pages } pages. Please leave the stick in.

# What was out of the ordinary: Site tab and daily report
unusual-no-shows = { $n } of { $of } calls without anybody coming, { $operator }
unusual-run-early =
    { $n ->
        [one] given up 1 second after its call, { $operator }
       *[other] given up { $n } seconds after its call, { $operator }
    }
unusual-jumped =
    { $n ->
        [one] called to counter { $counter } before 1 other, by { $operator }
       *[other] called to counter { $counter } before { $n } others, by { $operator }
    }
unusual-reprinted = slip printed again, by { $operator }
unusual-cancelled = token cancelled, by { $operator }
unusual-second = { $what }, by { $operator }
unusual-after-hours =
    { $n ->
        [one] 1 entry outside the hours of the centre, { $operator }
       *[other] { $n } entries outside the hours of the centre, { $operator }
    }
unusual-setting = setting changed: { $what } { $operator }
unusual-confirmed = { $said }; confirmed by { $second }
unusual-deed-day-opened = closed day opened again
unusual-deed-unlocked = operator unlocked
unusual-deed-operator = new PIN for a locked operator
unusual-title = Out of the ordinary
unusual-when = when
