# Known faults of setting up and running a site (drc site): what happened, and what to do.

fault-site-absent = There is no site in { $path }. Make one with drc site init, or name its folder with --data.
fault-site-exists = { $path } holds a site already. It was left as it is; choose another folder.
fault-site-in-use = The site service runs on { $path } already. Use that one, or stop it first.
fault-site-not-serving = The site service of { $path } is not running. Start it with drc site serve.
fault-site-bad-file = { $path } cannot be used: { $what }
fault-site-bad-code = This pairing code is not valid: it was used, is more than an hour old, or was cut short. Ask for a new one.
fault-site-port-taken = Port { $port } on { $host } is in use or not allowed. Choose another with --port.
fault-storage-network = { $path } lies on a network drive ({ $kind }). The site database must lie on a disk of this PC.
fault-storage-key =
    { $what ->
        [store-other-pc] The site database { $path } was made on another PC: it was copied here. Work at that PC, or restore a backup with drc site.
        [store-keyring-locked] The keyring of this account is locked. Unlock it, then start the site again.
       *[other] The key of { $path } is not on this PC or does not fit ({ $what }). Use the account that made the site, or restore its keyring.
    }
fault-storage-unreachable = The database { $path } does not answer or cannot be opened. Check that it runs and that this account may use it.
fault-settings-wrong = The settings file { $path } cannot be used: { $what }
