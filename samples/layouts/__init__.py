"""Draws pages for every kind of layout, with their exact truth."""
