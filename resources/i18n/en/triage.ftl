# Triage: what is due, and why or why not. Dates, place names and numbers are filled in by the window.
triage-type-missed_out = Missed-out household
triage-type-roster = Roster update
triage-type-shock = Shock update
triage-type-appeal = Appeal
triage-type-cyclic = Cyclic update
triage-type-recertification = Recertification

triage-type-missed_out-short = Missed-out
triage-type-roster-short = Roster
triage-type-shock-short = Shock
triage-type-appeal-short = Appeal
triage-type-cyclic-short = Cyclic
triage-type-recertification-short = Recertification

triage-headline-full = { $type }: full survey
triage-headline-roster = Roster update: changes only
triage-headline-priority = Priority counter: letter and CNIC update
triage-headline-no_token = No token today
triage-headline-referral = First to NADRA

triage-standing-due = Due
triage-standing-inside = Inside
triage-standing-no = No
triage-standing-off = Off
triage-standing-unknown = Not known

triage-outcome-token = Give a token
triage-outcome-no_token = No token
triage-outcome-referral = Referral slip to NADRA

triage-possible-on = Possible again from { $on }
triage-by-hand = A token can still be given by hand, with a reason

# Reasons. Short enough for one line of the table.
triage-reason-never-registered = The family was never registered
triage-reason-not-registered = Not registered yet
triage-reason-registered-since = Registered since { $since }
triage-reason-registered-already = Registered already
triage-reason-split-family = Now a family of its own, not surveyed yet
triage-reason-of-old-household = Belongs to the former household
triage-reason-call-back = The registry has called this household back
triage-reason-shock-declared = Disaster declared: { $area }
triage-reason-shock-surveyed = Surveyed since the disaster: { $area }
triage-reason-area-not-listed = This area is not on the list
triage-reason-appeal-allowed = The registry allows an appeal
triage-reason-appeal-conditions = The registry lists no appeal for this household
triage-reason-not-launched = Not launched yet
triage-reason-beneficiaries-only = Only for BISP beneficiaries
triage-reason-beneficiaries-not = Not for BISP beneficiaries
triage-reason-no-survey-date = Registered, but never surveyed here
triage-reason-interval-over = Last survey { $last }: { $years } years over on { $since }
triage-reason-interval-runs = { $years } years not over: possible from { $on }
triage-reason-same-survey = Covered by the same full survey
triage-reason-asked-in-full = Asked again in the full survey
triage-reason-head-deceased = The head of the household has died: name the new head
triage-reason-roster-change =
    { $n ->
        [one] One change to record
       *[other] { $n } changes to record
    }
triage-reason-no-change = No change was named
triage-reason-kafaalat-letter = Kafaalat letter and CNIC update
triage-reason-letter-needs-married-woman = The letter needs the CNIC of an ever-married woman of the family
triage-reason-surveyed-recently = Surveyed on { $last }, nothing has changed. Possible again from { $on }
triage-reason-cnic-expired = The CNIC expired on { $expired }. Renew it at NADRA first
triage-reason-b-form-missing = The child's B-form is missing. Get it from NADRA first
triage-reason-card-of-deceased = This card belongs to a person recorded as deceased. Please bring your own CNIC
triage-reason-other-tehsil = The household is registered in another tehsil ({ $tehsil }). Go there, or record a new address
triage-reason-duplicate-elsewhere = The same CNIC is registered in another tehsil as well. The registry clears this first
triage-reason-duplicate-in = The same CNIC is registered in { $tehsil } as well. The registry clears this first
triage-reason-copy-locked = The registry copy is { $days } days old and locked. Bring it up to date first
triage-reason-copy-missing = No registry copy on this PC yet. Fetch it first
triage-reason-takes-full = Takes about { $minutes } minutes, { $questions } questions
triage-reason-takes-short = Takes about { $minutes } minutes

# Cautions: known at the desk, they do not decide.
triage-reason-copy-old = The registry copy is { $days } days old
triage-reason-b-form-on-list = A B-form is missing: the child is surveyed, the paper goes on the list
triage-reason-members-left = Some members now live apart: take them off the roster
triage-reason-moved-here = Moved here from another tehsil ({ $tehsil })
triage-reason-date-ahead = The last survey ({ $last }) lies ahead of today's date: check the date of this PC
triage-reason-cards-expired =
    { $n ->
        [one] One CNIC of the family has expired
       *[other] { $n } CNICs of the family have expired
    }

# The same facts as answers to 'are we registered?', and as a line under the headline.
triage-reason-unknown = Cannot be told: the registry copy is locked or not here
triage-reason-registered-elsewhere = Registered in another tehsil ({ $tehsil })
triage-reason-registered-undated = Registered, without a survey date
triage-reason-registered-scrutiny = Registered on { $last }, the registry is still checking
triage-reason-registered-beneficiary = Registered on { $last }, the household gets BISP money
triage-reason-registered-no-money = Registered on { $last }, the household gets no BISP money
