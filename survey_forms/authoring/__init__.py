"""From the workbook head office edits to the XForm a counter runs: convert, check, lint, validate."""
