"""Data sets of characters: read in many formats, converted, split by writer, looked at, cleaned."""
