# Troubles of the printer (code of PrinterError with dashes): what is wrong and what to do.
printer-unreachable = The printer { $where } cannot be reached. Is it on and on the network? Check its cable and address.
printer-refused = The printer { $where } refuses the connection. Switch it off and on, then try again.
printer-timeout = The printer { $where } stopped answering. Look at its lamp, switch it off and on, then print again.
printer-disconnected = The connection to the printer { $where } broke. Look whether the slip came out whole before printing again.
printer-paper-out = The printer { $where } is out of paper. Put in a new roll; the slip waits.
printer-cover-open = The cover of the printer { $where } is open. Close it; the slip waits.
printer-offline = The printer { $where } is paused. Press its feed button or switch it off and on.
printer-wrong-width = The slip does not fit the paper ({ $where }). Choose the width of the paper in the settings.
printer-no-device = There is no printer at { $where }. Plug it in or choose another one.
printer-not-writable = Nothing can be written to { $where }. Is the disk full, or does this account lack the right?
printer-bad-address = The address { $where } is no address of a printer. Check it in the settings.
printer-bad-model = The printer model { $where } is not known. `drc printer profiles` lists the models; correct it in the settings.
printer-interrupted = The PC stopped while a slip was being printed.
printer-unsupported = This PC cannot print in the way of { $where }. Choose another way in the settings.

printer-sent = The slip was handed to { $where } ({ $sent } bytes). This printer does not say when it is on paper: please look.
printer-printed = The slip is printed at { $where }.
printer-paper-low = The paper of { $where } is nearly used up. Have a roll ready.
printer-none-found = No printer was found on this PC. A network printer is given by its address: tcp://192.168.1.50:9100
printer-ruler-read = Look at the ruler: the last number that is whole on paper is the width. If it is less than { $width }, or the right edge is cut off, try again with that --width.
