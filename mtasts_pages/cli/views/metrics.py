"""The text format of Prometheus (exposition format 0.0.4), for whatever command writes metrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Labels = Mapping[str, str]


def format_gauge(name: str, meaning: str, samples: Iterable[tuple[Labels, float]]) -> str:
    """Return a gauge named *name*, the program's prefix before it, with its *samples*."""
    full = f"mtasts_pages_{name}"
    lines = [f"# HELP {full} {meaning}", f"# TYPE {full} gauge"]
    for labels, value in samples:
        listed = ",".join(f'{key}="{escape_label(text)}"' for key, text in labels.items())
        lines.append(f"{full}{{{listed}}} {value:.15g}" if listed else f"{full} {value:.15g}")
    return "".join(f"{line}\n" for line in lines)


def escape_label(text: str) -> str:
    r"""Return *text* as the value of a label.

    >>> escape_label('a"b\\c')
    'a\\"b\\\\c'
    """
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
