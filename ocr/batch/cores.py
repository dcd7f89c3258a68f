"""How many cores this process may use, and the environment that keeps a worker to one of them."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Each library reads its own variable when it is first imported; OpenCV has one too.
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)


def count_cores(cgroups: Path = Path("/sys/fs/cgroup")) -> int:
    """Whole cores this process may keep busy: its affinity, and its container's quota; at least 1.

    Args:
        cgroups: where the control groups are mounted.
    """
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    quotas = [quota for quota in (_quota_v2(cgroups), _quota_v1(cgroups)) if quota is not None]
    return max(1, min([cores, *(math.ceil(quota) for quota in quotas)]))


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Have processes started inside the block use one thread; what the user set is kept."""
    added = [name for name in _THREAD_VARIABLES if name not in os.environ]
    os.environ.update(dict.fromkeys(added, "1"))
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def _quota_v2(cgroups: Path) -> float | None:
    words = _words(cgroups / "cpu.max")  # "max 100000" or "150000 100000": microseconds a period
    return _ratio(words[0], words[1]) if len(words) == 2 else None


def _quota_v1(cgroups: Path) -> float | None:
    quota, period = _words(cgroups / "cpu/cpu.cfs_quota_us"), _words(cgroups / "cpu/cpu.cfs_period_us")
    return _ratio(quota[0], period[0]) if quota and period else None


def _words(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        return []


def _ratio(quota: str, period: str) -> float | None:
    if not (quota.isdigit() and period.isdigit() and int(quota) and int(period)):
        return None  # "max" and -1 mean that there is no limit
    return int(quota) / int(period)
