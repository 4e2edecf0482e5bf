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
doctor-place-site = Surveys get the place of the centre (monitor.centre). A vehicle's PC needs place.port.
doctor-place-none = Surveys get no place: set monitor.centre, or place.port on a vehicle's PC.
doctor-place-fix = The receiver at { $port } has a fix: { $where }.
doctor-place-no-fix = The receiver at { $port } is heard but has no fix. Bring its antenna under open sky and wait some minutes.
doctor-place-silent = Nothing readable comes from { $port }. Correct place.baud (4800, 9600 or 115200), or choose the receiver's other port.
doctor-place-away = The receiver's port { $port } is not there. Plug it in, or correct place.port.
doctor-modem-off = No messages to visitors: modem.port and modem.messages are not set.
doctor-modem-ready = The modem at { $port } is in the network. Messages are { $messages ->
    [on] sent to those who wish it
   *[other] off (modem.messages)
}.
doctor-modem-no-sim = The modem at { $port } has no SIM card ready. Put one in whose PIN is switched off.
doctor-modem-no-network = The modem at { $port } finds no network. Move its antenna, or see whether the SIM card is blocked.
doctor-modem-away = The modem at { $port } is not there or does not answer. Plug it in, or correct modem.port and modem.baud.
