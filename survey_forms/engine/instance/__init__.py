"""The values of one session: tables, propagation, live nodes, reading and writing XML."""
