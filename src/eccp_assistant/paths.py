"""Locates the folders ``prompts`` and ``web``.

In a checkout they are at the top level; in an installed wheel they are package data.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def checkout() -> Path | None:
    """The top of the checkout this code runs from, if it runs from one."""
    return _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() else None


def folder(name: str) -> Path:
    """The folder ``prompts`` or ``web``: the checkout's, else the one inside the package.

    Raises:
        FileNotFoundError: If the installation lacks it.
    """
    top = checkout()
    for candidate in ([top / name] if top else []) + [_PACKAGE / "_data" / name]:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"this installation has no folder '{name}': install it again")
