"""The interface uses the chosen language, else the browser's, else English."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("query", "cookie", "accepted", "language"),
    [
        ("", None, "", "en"),
        ("", None, "es-CO,es;q=0.9,en;q=0.8", "es"),
        ("", None, "fr-FR,en;q=0.5,es;q=0.7", "es"),
        ("", None, "de;q=x, es", "es"),
        ("", "es", "en", "es"),
        ("?lang=en", "es", "es", "en"),
        ("?lang=xx", "es", "en", "es"),
        ("", "<script>", "pt", "en"),
    ],
)
def test_the_language_of_a_page(client, query, cookie, accepted, language):
    headers = {"accept-language": accepted, "accept": "text/html"}
    if cookie:
        headers["cookie"] = f"language={cookie}"
    for path in ("/", "/embed", "/documents/eu-colombia-discussion-paper"):
        page = client.get(f"{path}{query}", headers=headers)
        assert f'<html lang="{language}">' in page.text, path
        client.cookies.clear()


def test_a_choice_is_remembered_and_nothing_else_is(client):
    assert client.get("/?lang=es").cookies["language"] == "es"
    client.cookies.clear()
    assert "set-cookie" not in client.get("/?lang=xx").headers
    assert "set-cookie" not in client.get("/").headers
