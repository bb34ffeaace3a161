"""The page about the service shows its documents, index, settings and measured quality."""

import html
import json

import pytest

from eccp_assistant import paths
from eccp_assistant.config import Settings
from eccp_assistant.pages.about import about_page
from tests.fixtures.garden import open_garden


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return open_garden(tmp_path_factory.mktemp("garden")).loaded_index().snapshot


def page(snapshot, language="en", **settings):
    return html.unescape(about_page(snapshot, Settings.load(_env_file=None, **settings), language))


def test_documents_kinds_and_version_are_listed(snapshot):
    shown = page(snapshot)
    assert "Guía del jardín botánico" in shown
    assert "trees" in shown
    assert snapshot.manifest.version in shown


@pytest.mark.parametrize(("language", "date"), [("en", "January 1, 2026"), ("es", "1 de enero")])
def test_dates_are_in_the_language_of_the_page(snapshot, language, date):
    shown = page(snapshot, language)
    assert date in shown
    assert f'lang="{language}"' in shown


def test_a_language_model_is_named_only_if_one_is_configured(snapshot):
    assert "a-model" not in page(snapshot)
    shown = page(snapshot, llm_base_url="http://127.0.0.1:1/v1", llm_model="a-model")
    assert "a-model" in shown


def test_the_retention_of_feedback_is_that_of_the_settings(snapshot):
    assert "deleted after 17 days" in page(snapshot, feedback_retention_days=17)


def test_the_quality_table_has_the_figures_of_the_file(snapshot):
    figures = json.loads((paths.folder("web") / "figures.json").read_text(encoding="utf-8"))
    shown = page(snapshot)
    for scores in (*figures["sets"], *figures["baselines"], *figures["further"]):
        assert f"{scores['accuracy']:g}" in shown
