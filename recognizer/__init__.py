"""The Keras recogniser: line reader and glyph classifier, their data and their training."""
