"""The registry centre's windows and services; `app` wires them, DESIGN is in docs/architecture.md."""
