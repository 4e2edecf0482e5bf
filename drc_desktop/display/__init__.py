"""The hall display: current call, last calls, voice."""
