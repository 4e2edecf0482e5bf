# Known faults of setting up and running a site (drc site): what happened, and what to do.

fault-site-absent = There is no site in { $path }. Make one with drc site init, or name its folder with --data.
fault-site-exists = { $path } holds a site already. It was left as it is; choose another folder.
fault-site-in-use = The site service runs on { $path } already. Use that one, or stop it first.
fault-site-not-serving = The site service of { $path } is not running. Start it with drc site serve.
fault-site-bad-file = { $path } cannot be used: { $what }
fault-site-bad-code = This pairing code is not valid: it was used, is more than an hour old, or was cut short. Ask for a new one.
fault-site-port-taken = Port { $port } on { $host } is in use or not allowed. Choose another with --port.
fault-storage-network = { $path } lies on a network drive ({ $kind }). The site database must lie on a disk of this PC.
fault-storage-newer = { $path } was written by a newer version of this program. Update the program on this PC; the file was not touched.
fault-storage-key =
    { $what ->
        [store-other-pc] The site database { $path } was made on another PC: it was copied here. Work at that PC, or restore a backup with drc site.
        [store-keyring-locked] The keyring of this account is locked. Unlock it, then start the site again.
       *[other] The key of { $path } is not on this PC or does not fit ({ $what }). Use the account that made the site, or restore its keyring.
    }
fault-storage-unreachable = The database { $path } does not answer or cannot be opened. Check that it runs and that this account may use it.
fault-settings-wrong = The settings file { $path } cannot be used: { $what }
fault-site-not-standby = This PC is paired as { $kind }. Only a PC paired with drc site invite --kind standby keeps a copy of the site.
fault-site-not-sqlite = The site in { $path } lies on a database server. Copy it with that server's own tools (pg_basebackup, or a hot standby).
fault-backup-absent = There is no complete copy of a site in { $path }. Look on the other disk or on the PC that stands by.
fault-backup-damaged = The copies in { $path } cannot be read. Take the copy on the other disk or on the PC that stands by.
fault-site-needs-code = The copy in { $path } opens with its recovery code alone, and this is not the one. Type it as it stands on the paper from drc site init or drc site recovery; copies made before a new code need the older one.
site-starting-title = Starting
site-starting = The site's service is starting on this PC. One moment, please.
fault-site-not-started = The site's service did not start on this PC. { $path } says why; show it to whoever looks after the PCs.
