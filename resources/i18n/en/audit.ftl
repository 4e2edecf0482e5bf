# What drc audit verify says of the site's log.
audit-sound = The log is sound: { $events } entries, held against { $heads } kept heads.
audit-edited = Entry { $seq } was changed after it was written.
audit-missing = Entries { $first } to { $last } were taken out; it shows at entry { $seq }.
audit-reordered = Entry { $seq } does not follow the entry before it of the same PC: entries were moved or put in.
audit-cut = The end of the log was cut off: entries { $first } to { $last } are gone.
audit-clock = At entry { $seq } the clock of the site PC stood before an earlier entry. The order is kept; look at the date.
audit-forged-head = A kept head of entry { $seq } was not signed by the site. The file with the heads was changed.
audit-other-site = A kept head of entry { $seq } is of another database: this one was swapped or set up anew.
audit-rolled-back = The log ends at entry { $last }, but another PC has seen entry { $seq }: an older copy was put in its place.
audit-other-history = Up to entry { $seq } the log is not the one that another PC has seen: it was written anew.
fault-audit-bad-heads = { $path } holds no kept heads of a log. Take audit-heads.jsonl from the data folder of a counter's PC.
