# State of the hall voice (SoundState) and what to do.
voice-ready = Voice is ready
voice-off = Voice is switched off in the settings
voice-no-module = No sound: a part of the system is missing. Install libpulse0, then start again
voice-no-device = No sound: no loudspeaker was found. Plug one in, then start again
voice-no-clips = No sound: the voice clips are missing. Run the set-up again
voice-stalled = No sound: the loudspeaker stopped answering. Check its cable
