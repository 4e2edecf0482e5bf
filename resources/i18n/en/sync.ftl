# Why sending does not go on (sync-fault-<code>) and what to do. Nothing is lost in any of these.
sync-fault-unreachable = The registry cannot be reached
sync-fault-unreachable-do = Work goes on. Everything is sent when the link is back
sync-fault-busy = The registry asks to wait
sync-fault-busy-do = It is tried again by itself
sync-fault-not_registry = Something else answers in place of the registry
sync-fault-not_registry-do = Check the network: a log-in page or a wrong address answers
sync-fault-broken_answer = The registry's answer was cut short or unreadable
sync-fault-broken_answer-do = It is tried again by itself
sync-fault-store_failed = The local store could not take the answer
sync-fault-store_failed-do = Check the free space of the disk
sync-fault-not_enrolled = This PC is not enrolled at the registry
sync-fault-not_enrolled-do = Work goes on. Type the one-time code from head office
sync-fault-not_approved = Head office has not approved this PC yet
sync-fault-not_approved-do = Work goes on. It is asked again by itself
sync-fault-unknown_device = The registry does not know this PC
sync-fault-unknown_device-do = Enrol it with a new code from head office
sync-fault-revoked_device = Head office has locked this PC out
sync-fault-revoked_device-do = Stop work on this PC and call head office
sync-fault-other = Sending stopped: { $code }
sync-fault-other-do = It is tried again by itself. Tell support if it stays
sync-fault-underway = Handed over; the registry's answer comes later
sync-fault-underway-do = Bring the stick back when head office has answered, or wait for the relay
sync-fault-medium_gone = The stick cannot be read or written
sync-fault-medium_gone-do = Put it in again, or take another. Nothing is lost; it is written anew
sync-fault-medium_full = The stick is full
sync-fault-medium_full-do = Take another stick, or remove what is not needed on it
sync-fault-cancelled = Stopped by you
sync-fault-cancelled-do = What was answered so far is kept; the rest goes the next time

# What the registry sent back (sync-refused-<code>) and what to do. The survey stays on this PC.
sync-refused-unknown_device = The registry does not know this PC
sync-refused-unknown_device-do = Enrol it with a new code from head office, then send again
sync-refused-device_pending = Head office has not approved this PC yet
sync-refused-device_pending-do = Ask head office to approve it, then send again
sync-refused-revoked_device = This PC was locked out before the survey was finished
sync-refused-revoked_device-do = Call head office; do not work on this PC
sync-refused-bad_signature = The survey was changed after it was finished, or this PC's keys are not the registered ones
sync-refused-bad_signature-do = Tell support; keep this PC as it is
sync-refused-wrong_site = The PC is registered for another centre
sync-refused-wrong_site-do = Enrol it for this centre, then tell support
sync-refused-wrong_key = The survey was sealed for another registry
sync-refused-wrong_key-do = Tell support; keep this PC as it is
sync-refused-conflict = Another survey lies under the same number at head office; both are kept
sync-refused-conflict-do = Head office decides; tell the supervisor the number
sync-refused-oversize = The survey is larger than the registry takes
sync-refused-oversize-do = Tell support: a photo may be too large
sync-refused-bad_receipt = The answers of the registry do not prove that it has the survey
sync-refused-bad_receipt-do = Check the registry's address with head office, then send again
sync-refused-other = The registry sent it back: { $code }
sync-refused-other-do = Tell support the code; the survey stays on this PC

# The stick, at the command line
sync-stick-written = { $n } written to the stick, { $answered } answered, { $pages } pages of the registry copy taken over
sync-stick-safe = It is safe to remove the stick
