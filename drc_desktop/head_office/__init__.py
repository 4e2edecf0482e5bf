"""The reference registry: wires sync.registry with forms, NADRA simulator and directory."""
