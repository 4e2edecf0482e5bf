# A slip that is shown: what it is worth, and what to do.
shown-slip-unreadable = This is no slip of a registry centre
shown-slip-unreadable-do = Scan its square code again, or print a copy (F9)
shown-slip-forged = This slip is not genuine: it was not made by this centre
shown-slip-forged-do = Do not serve it. Keep the slip and call the supervisor
shown-slip-other-site = This slip is of another centre
shown-slip-other-site-do = Send the family there, or have it take a token here
shown-slip-expired = This slip, { $token }, was good on { $day } only
shown-slip-expired-do = Have the family take a new token at the supervisor desk
shown-slip-unknown = The code is genuine, but { $token } is not in the list of this centre
shown-slip-unknown-do = Call the supervisor
shown-slip-receipt = { $token } is the acknowledgement of a survey recorded here on { $day }
shown-slip-receipt-do = It is no token. For another matter the family takes one at the supervisor desk
shown-slip-offline = The code of { $token } is genuine; the site does not answer, so whether it was used is not known
shown-slip-offline-do = Compare the token with the display and go on
shown-slip-right = { $token } is the slip of this visit
shown-slip-waits = { $token } is genuine and waits: it has not been called yet
shown-slip-waits-do = Ask the family to wait for its number
shown-slip-parked = { $token } is parked
shown-slip-parked-do = Resume it at its counter, or from the supervisor desk
shown-slip-elsewhere = { $token } was called to counter { $counter }
shown-slip-elsewhere-do = Send the family to counter { $counter }
shown-slip-copied = { $token } is being served at counter { $counter } at this moment: this is a copy
shown-slip-copied-do = Do not serve it. Call the supervisor
shown-slip-used = { $token } is used: its visit ended at { $at }
shown-slip-used-do = A slip serves one visit. For another matter the family takes a new token
shown-slip-gone = { $token } was taken out of the line at { $at }
shown-slip-gone-do = Send the family to the supervisor desk, which can put it back

# A scan that may hold several numbers.
scan-confirm = Is { $number } the number on the card?
scan-confirm-do = Enter: yes. If it is not, scan the card again
scan-choose = Press the digit of the number on the card: { $numbers }
shown-slip-home = A list of papers to bring, given on { $day } with { $token }
shown-slip-home-do = It is no token. See whether the papers are here, scan the card and give a token
shown-slip-comes-back = { $token } keeps its place, from { $day } on
shown-slip-comes-back-do = Scan the card of the family: its place is found by it
