"""A manifest lists every file of a version; a file that differs is found."""

import pytest

from eccp_assistant.errors import IndexDamagedError
from eccp_assistant.index.store.manifest import (
    MANIFEST,
    Manifest,
    check_files,
    library_versions,
    stored_files,
)

EVERYTHING = 10**9


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "words").mkdir()
    (tmp_path / "content.sqlite").write_bytes(b"content")
    (tmp_path / "words/meta.json").write_bytes(b"{}")
    (tmp_path / MANIFEST).write_text("{}")
    (tmp_path / "words/.writer.lock").touch()
    return tmp_path


def test_every_file_is_named_but_the_manifest_and_locks(folder):
    files = stored_files(folder)
    assert list(files) == ["content.sqlite", "words/meta.json"]
    assert files["content.sqlite"].bytes == 7
    check_files(folder, files, hash_up_to=EVERYTHING)


def test_a_byte_that_differs_is_found_where_bytes_are_read(folder):
    files = stored_files(folder)
    (folder / "content.sqlite").write_bytes(b"CONTENT")
    check_files(folder, files, hash_up_to=6)
    with pytest.raises(IndexDamagedError, match=r"content\.sqlite is not what .*--full"):
        check_files(folder, files, hash_up_to=7)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(b"conten"), "is not what was built"),
        (lambda path: path.write_bytes(b"content "), "is not what was built"),
    ],
)
def test_a_file_that_is_gone_or_of_another_size_is_always_found(folder, change, told):
    files = stored_files(folder)
    change(folder / "content.sqlite")
    with pytest.raises(IndexDamagedError, match=rf"content\.sqlite {told}"):
        check_files(folder, files, hash_up_to=0)


def test_a_manifest_is_read_as_it_was_written(assistant, settings, tmp_path):
    manifest = assistant.loaded_index().snapshot.manifest
    manifest.write(tmp_path)
    assert Manifest.read(tmp_path) == manifest


@pytest.mark.parametrize("content", [None, "", "{}", '{"format": 0}'])
def test_a_manifest_that_cannot_be_read_names_the_repair(tmp_path, content):
    if content is not None:
        (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(IndexDamagedError, match="eccp index build --full"):
        Manifest.read(tmp_path)


def test_library_versions_name_the_libraries():
    assert {"python", "torch", "faiss-cpu", "tantivy"} <= set(library_versions())
