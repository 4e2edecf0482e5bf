"""Head office's pages: made on the server, no script in them, readable on a phone and by a screen reader."""
