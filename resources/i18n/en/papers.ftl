papers-own-cnic = Own CNIC, original
papers-adult-cnics = CNICs of all adults
papers-b-forms = B-form of every child
papers-electricity-bill = Electricity bill
papers-gas-bill = Gas bill
papers-mobile = Mobile in use
papers-kafaalat-letter = Kafaalat letter
papers-death-proof = Proof of the death
papers-nikah-proof = Proof of marriage or divorce

papers-mark-seen = Seen
papers-mark-missing = Missing
papers-mark-not-needed = Not needed

papers-note-original = the card itself, no copy
papers-note-letter = with the name on the card
papers-note-rings = rings at the desk
papers-note-each = of everybody in the house
papers-note-expected =
    { $n ->
        [one] one is expected
       *[other] { $n } are expected
    }
papers-note-none-known = none in the record
papers-note-no-connection = not connected last time
papers-note-reference = reference number on it
papers-note-where-connected = where there is a connection
papers-note-new-child = of the child to be added
papers-note-nadra-shows = not needed where NADRA shows it
papers-note-of-the-changed = of the person concerned

# What follows from the marks: a title, and below it what happens then.
papers-foot-stops =
    { $n ->
        [one] 1 paper is missing
       *[other] { $n } papers are missing
    }
papers-foot-stops-then = Without the marked one the work cannot start
papers-foot-look-first = Look at the card first
papers-foot-b-form-missing =
    { $n ->
        [one] 1 paper is missing
       *[other] { $n } papers are missing
    }
papers-foot-b-form-missing-then = The survey can start. The child is marked, and the paper goes on the take-home list
papers-foot-some-missing =
    { $n ->
        [one] 1 paper is missing
       *[other] { $n } papers are missing
    }
papers-foot-some-missing-then = The survey can start. What is missing goes on the take-home list
papers-foot-open =
    { $n ->
        [one] One paper is still to be looked at
       *[other] { $n } papers are still to be looked at
    }
papers-foot-open-then = The work can start
papers-foot-complete = All papers are here
