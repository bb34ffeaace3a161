"""Chooses the language of the interface: the user's choice, else the browser's."""

from __future__ import annotations

from typing import Literal

from fastapi import Request
from fastapi.responses import HTMLResponse

InterfaceLanguage = Literal["en", "es"]

COOKIE = "language"
_A_YEAR_S = 365 * 24 * 3600
_SPOKEN: tuple[InterfaceLanguage, ...] = ("en", "es")


def interface_language(request: Request) -> InterfaceLanguage:
    """The language for a page: ``?lang=``, else the cookie, else the browser's, else English."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        for language in _SPOKEN:
            if chosen == language:
                return language
    return _preferred(request.headers.get("accept-language", ""))


def page_response(
    request: Request, page: str, headers: dict[str, str] | None = None
) -> HTMLResponse:
    """The response for a page; a language chosen with ``?lang=`` is stored in a cookie."""
    response = HTMLResponse(page, headers={"Vary": "Accept-Language, Cookie", **(headers or {})})
    language = interface_language(request)
    if request.query_params.get("lang") == language:
        response.set_cookie(COOKIE, language, max_age=_A_YEAR_S, samesite="lax")
    return response


def _preferred(accepted: str) -> InterfaceLanguage:
    """The supported language with the highest weight in an ``Accept-Language`` header."""
    weighted: list[tuple[float, str]] = []
    for entry in accepted.split(","):
        code, _, weight = entry.partition(";q=")
        try:
            weighted.append((float(weight) if weight else 1.0, code.strip().lower()[:2]))
        except ValueError:
            continue
    for _, code in sorted(weighted, key=lambda each: -each[0]):
        for language in _SPOKEN:
            if code == language:
                return language
    return "en"
