fault-day-closed = The day is not open. Open it first.
fault-day-open = The day is open already.
fault-token-live = This household already holds token { $token } ({ $service }, { $state }). Reprint that one.
fault-tokens-spent = All { $limit } tokens of today are issued. Give a referral slip, or close the day and open it with a higher limit.
fault-unknown-visit = This token is not in today's list any more. The list has been read again.
fault-illegal-move = { $token } is { $state }: { $action } is not possible now.
fault-counter-busy = Counter { $counter } still has { $token }. Finish or park it first.
fault-unknown-counter = There is no counter { $counter } at this centre.
fault-counter-closed = Counter { $counter } is closed. Open it first.
fault-not-allowed = { $role } may not do this. Ask the supervisor.
fault-signed-out = You are signed out. Sign in again; nothing is lost.
fault-wrong-pin =
    { $left ->
        [0] That PIN was not right. No tries left.
        [one] That PIN was not right. 1 try left.
       *[other] That PIN was not right. { $left } tries left.
    }
fault-locked-out =
    { $minutes ->
        [one] Too many wrong PINs. Try again in 1 minute, or ask the supervisor.
       *[other] Too many wrong PINs. Try again in { $minutes } minutes, or ask the supervisor.
    }
fault-new-pin = This PIN was set by somebody else. Sign in and choose your own first.
fault-bad-request-pin = That PIN is tried first by whoever guesses. Take six other digits: no row, no repeat, no mirror.
fault-bad-request-pin-again = That is the PIN that was given to you. Choose another one.
fault-second-person = A second person has to confirm this with their own PIN. At a counter: ask the supervisor to do it.
fault-not-allowed-second = This person cannot confirm it. Somebody else has to, and one of the two must be a supervisor.
fault-date-suspect = The clock stands before the last entry ({ $last }). Check the date of this PC and confirm it.
fault-nothing-to-undo = This can no longer be undone: someone has gone on with it.
fault-unknown-job = This slip is not in the print list any more. Print it again from its token.
fault-job-taken = Another printer of this centre has this slip already. Look there first.
fault-bad-request = The site could not use what this window sent ({ $what }). Try once more; if it stays, tell the help desk.
fault-site-unreachable = The site service does not answer. Your entry is kept; it is tried again. Check the cable or the site PC.
fault-site-busy = The site has refused this PC too often and waits { $seconds } seconds. If it goes on, ask for a new invitation.
fault-unpaired = This PC is not paired with the site. Ask for an invitation (drc site invite) and join again.
fault-storage-full = The disk of the site PC is full. Nothing was lost; free some space, then try again.
fault-storage-corrupt = The site database has a damaged part. Stop issuing and restore the backup (drc site check says how).
fault-bug = Something went wrong in this window. It is written to the log; nothing was lost. Try once more.

# Some requests have a sentence of their own.
fault-bad-request-reason = Say a reason first.
fault-bad-request-date = The date of this PC is not a date. Set it and try again.
fault-bad-request-service = The visit is in that queue already.
fault-no-come-back = This come-back token was used, is for a later day, or belongs to another family. Look at its date, or issue a new token.
