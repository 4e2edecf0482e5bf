"""Exactly once from a counter to the registry, over any link.

What a site needs, in the order it needs it (each name's docstring has units and errors):

    keys = Keys.generate(); Keys.from_bytes(keys.to_bytes())              sync.keys: Ed25519 + X25519 of one PC
    carrier = HttpCarrier("https://...", ca_file=...)                     sync.carriers.http
    registration = enrol(carrier, code, site=, device=, label=, keys=)    sync.enrol: .state, .registry, .tehsils
    envelope = seal(Content(xml=..., visit={...}), device_keys=keys,      sync.envelope
                    registry=registration.registry, msg_id=new_msg_id(system_ms()), created=system_ms(),
                    site=, device=, op=, form_ver="nser_full@1")
    outbox = Outbox(engine); outbox.put(connection, envelope)             sync.outbox: in the caller's transaction
    outbox.figures(), outbox.items(), outbox.requeue(msg_id)              sync.outbox: waiting, oldest, refused
    household = Slice(engine).lookup(cnic)                                sync.slice: SliceHousehold | None
    identity = Identity(site, device, keys, registration.registry,        sync.identity: to_bytes(), from_bytes()
                        registration.tehsils)
    worker = SyncWorker(identity, outbox, carrier, slice_=Slice(engine))  sync.client: push before pull
    worker.run_once(); worker.run(stop); worker.wake()

Tables: `sync.outbox.metadata` and `sync.slice.metadata`, to be created on the engine given. Known errors are
`sync.errors.SyncError`: `code` and `params`. The receiving half is `sync.registry`; the wire format is in
docs/sync-protocol.md. This package knows nothing of windows, queues or forms.
"""
