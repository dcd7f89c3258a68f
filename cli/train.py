"""``ocr train``: makes presets (placeholder during build)."""

import click


@click.group()
def train() -> None:
    """Train."""
