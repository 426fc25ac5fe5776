"""Reports: what a mail that came back says, from bytes to values."""
