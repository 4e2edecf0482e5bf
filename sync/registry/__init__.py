"""The receiving half of the protocol; what it asks of its application are the ports in `ports`."""
