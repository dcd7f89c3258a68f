"""The command group, and the one door through which every error becomes a message and an exit code."""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from collections.abc import Sequence

import click

from cli.adapt import adapt
from cli.calibrate import calibrate
from cli.classify import classify
from cli.compare import compare
from cli.dataset import dataset
from cli.evaluate import evaluate
from cli.evaluate_characters import evaluate_characters
from cli.presets import presets
from cli.process import process
from cli.train import train
from cli.view import view

EXIT_DONE, EXIT_FAILED, EXIT_MISSING, EXIT_INTERRUPTED = 0, 1, 3, 130
_ENDING_SIGNALS = ("SIGTERM", "SIGHUP")  # end a run as Ctrl-C does: its workers with it, its report written
_DISTRIBUTION = "scan-folder-ocr"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "OCR"})
@click.version_option(package_name=_DISTRIBUTION, prog_name="ocr")
def ocr() -> None:
    """Read folders of scanned pages: text, confidence reports and overlays.

    Exit codes: 0 done; 1 some pages failed; 2 wrong usage; 3 a model or a package is missing; 4 a
    quality gate was not met; 5 the output cannot be written; 130 interrupted. Every option can
    be set in the environment: OCR_PROCESS_JOBS=2 is process --jobs 2.
    """


ocr.add_command(process)
ocr.add_command(view)
ocr.add_command(evaluate)
ocr.add_command(compare)
ocr.add_command(train)
ocr.add_command(adapt)
ocr.add_command(dataset)
ocr.add_command(classify)
ocr.add_command(presets)
ocr.add_command(calibrate)
dataset.add_command(evaluate_characters)


def main() -> None:
    """Run the command line of this process and end it with its exit code."""
    for name in _ENDING_SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: Sequence[str]) -> int:
    """Run one command line.

    Args:
        arguments: without the program's name.

    Returns:
        the exit code; messages went to stderr.
    """
    try:
        code = ocr.main(args=list(arguments), prog_name="ocr", standalone_mode=False)
        sys.stdout.flush()
        return int(code or EXIT_DONE)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted: what is done stays", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough of it; Python's own flush at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except Exception as error:  # noqa: BLE001 - the one door
        return _exit_code(error)


def _exit_code(error: Exception) -> int:
    """Tell an error's message, and its traceback where the user asked for more; its exit code."""
    from ocr.errors import OcrError
    from recognizer.types import DependencyError, PresetError, RecognizerError
    from segmenter.types import SegmenterError

    expected = isinstance(error, OcrError | RecognizerError | SegmenterError)
    message = str(error) if expected else f"{type(error).__name__}: {error}"
    click.echo(f"ocr: {message}", err=True)
    if logging.getLogger().isEnabledFor(logging.INFO):
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    elif not expected:
        click.echo("ocr: this should not happen; -v shows where it did", err=True)
    if isinstance(error, PresetError | DependencyError):
        return EXIT_MISSING
    return error.exit_code if isinstance(error, OcrError) else EXIT_FAILED
