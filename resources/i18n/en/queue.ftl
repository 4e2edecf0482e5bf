queue-service-new-survey = New survey
queue-service-roster-update = Roster update
queue-service-priority = Priority
queue-service-none = No token today

queue-group-disabled = Disabled
queue-group-pregnant = Pregnant
queue-group-elderly = 60 or over

queue-state-waiting = Waiting
queue-state-called = Called
queue-state-serving = Serving
queue-state-parked = Parked
queue-state-no-show = No-show
queue-state-finished = Finished
queue-state-cancelled = Cancelled

queue-counter-free = Free
queue-counter-called = Called
queue-counter-serving = Serving
queue-counter-break = On break
queue-counter-closed = Closed
queue-counter-long = Long visit
queue-counter-ready = Ready

queue-role-supervisor = Supervisor
queue-role-deo = Data entry operator
queue-role-tsa = TSA, hall
queue-role-display = Hall screen

queue-action-call-next = Call next
queue-action-call = Call
queue-action-recall = Recall
queue-action-start = Start
queue-action-park = Park
queue-action-resume = Resume
queue-action-transfer = Transfer
queue-action-no-show = No-show
queue-action-recycle = Back to the queue
queue-action-finish = Finish
queue-action-cancel = Cancel
queue-action-undo = Undo

queue-why-waited-longest = Waited longest
queue-why-goes-first = Priority { $first } of { $second }
queue-why-in-turn = In turn, { $first } of { $second }
queue-why-overtaken-enough = { $first } later arrivals were called before
queue-why-come-back = Came back at the promised time
queue-why-chosen =
    { $first ->
        [0] Chosen by hand
        [one] Chosen by hand before 1 other
       *[other] Chosen by hand before { $first } others
    }
queue-why-recalled = Called again

queue-language-ur = Urdu
queue-language-en = English
queue-language-sd = Sindhi
queue-language-ps = Pashto
queue-language-bal = Balochi
queue-language-pa = Punjabi
queue-language-skr = Saraiki
queue-language-brh = Brahui
queue-woman-operator = Woman operator
