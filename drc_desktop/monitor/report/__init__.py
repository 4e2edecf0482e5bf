"""Reports of a day or month: PDF with charts, XLSX and CSV without anybody's name."""
