"""The content security policy: no external resources, nothing inline."""

from __future__ import annotations


def content_security_policy(*ancestors: str) -> str:
    """The value of the ``Content-Security-Policy`` header.

    Args:
        ancestors: Origins that may frame the page; ``'self'`` for this server.
    """
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; "
        f"form-action 'self'; frame-ancestors {' '.join(ancestors)}"
    )
