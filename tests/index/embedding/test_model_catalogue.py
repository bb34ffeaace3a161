from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eccp_assistant.errors import ModelUnavailableError
from eccp_assistant.index.embedding.model_catalogue import (
    DEFAULT_MODEL,
    KNOWN_MODELS,
    default_cache_dir,
    describe,
    model_folder,
)


@pytest.mark.parametrize("field", ["setting", "name", "licence", "source"])
def test_a_description_names_its_model_source_and_licence(field):
    with pytest.raises(ValueError, match=field):
        replace(DEFAULT_MODEL, **{field: " "})


@pytest.mark.parametrize("field", ["dimension", "megabytes", "max_tokens"])
def test_a_description_has_positive_sizes(field):
    with pytest.raises(ValueError, match=field):
        replace(DEFAULT_MODEL, **{field: 0})


def test_each_setting_describes_one_model():
    assert len({model.setting for model in KNOWN_MODELS}) == len(KNOWN_MODELS)
    assert describe("embedded") is DEFAULT_MODEL
    assert describe("multilingual-e5") is None, "a part of a name is not the name"


def test_the_cache_follows_the_desktop_convention(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_dir() == tmp_path / "eccp-assistant"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_cache_dir() == Path.home() / ".cache" / "eccp-assistant"


def test_a_setting_is_a_folder_where_there_is_one_and_a_hub_name_where_it_looks_like_one(tmp_path):
    assert model_folder(str(tmp_path)) == tmp_path
    assert model_folder("intfloat/multilingual-e5-small") is None
    assert model_folder("all-MiniLM-L6-v2") is None


@pytest.mark.parametrize("setting", ["/nowhere/at/all", "./mine", "../mine", "~/mine", "a/b/c", ""])
def test_a_path_without_a_folder_is_refused_and_never_looked_up_on_the_hub(setting):
    with pytest.raises(ModelUnavailableError, match="ECCP_EMBEDDING_MODEL"):
        model_folder(setting)
