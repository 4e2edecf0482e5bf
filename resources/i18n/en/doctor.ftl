# drc doctor: how a device stands, and what to do.
doctor-settings = The settings in { $path } are in order.
doctor-printer-none = No printer is set up and none was found. Plug one in, then run `drc printer setup`.
doctor-printer-unset = No printer is set up. Found: { $found }. Try one with `drc printer setup ADDRESS`.
doctor-printer-ready = The printer { $where } answers and is ready.
doctor-printer-silent = The printer { $where } can be reached, but never answers: print a test slip and look (drc printer test).
doctor-scanner-keyboard = Scanners that work as a keyboard need no setting: scan a slip into the supervisor window.
doctor-scanner-port = The scanner's port { $port } is there.
doctor-scanner-away = The scanner's port { $port } is not there. Plug the scanner in, or correct scanner.port.
doctor-scanner-busy = The scanner's port { $port } may not be opened. Close other programs that use it; on Linux the account must be in the group dialout.
doctor-fonts = All three faces are installed.
doctor-fonts-missing = Missing faces: { $names }. Others stand in, Urdu looks different. Run the set-up again with npm installed.
doctor-voice = { $n } voice clips are in place. Use the sound check of the display to hear one.
