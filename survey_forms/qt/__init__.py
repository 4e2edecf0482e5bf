"""Qt Widgets renderer for any form of the engine, styled by a `Style` that the caller passes in."""
