"""The content security policy: nothing from elsewhere, nothing inline."""

from __future__ import annotations


def content_security_policy(*ancestors: str) -> str:
    """The header's value.

    Args:
        ancestors: Origins whose pages may show this one in a frame, ``'self'`` for our own.
    """
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; "
        f"form-action 'self'; frame-ancestors {' '.join(ancestors)}"
    )
