"""Exporters: the registry and a format a file."""
