"""The desk over the LAN: server and client with the same contract."""
