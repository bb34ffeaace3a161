"""The shape of the code: layers, module sizes, what importing costs, what a wheel carries."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from eccp_assistant import paths as resources
from tests.locations import ROOT

SOURCE = ROOT / "src/eccp_assistant"
LONGEST_MODULE = 360


def python(code: str, *, cwd: Path = ROOT) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_no_module_grows_beyond_what_one_can_read():
    lengths = {path: len(path.read_text().splitlines()) for path in SOURCE.rglob("*.py")}
    assert {str(path) for path, lines in lengths.items() if lines > LONGEST_MODULE} == set()


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("eccp_assistant.cli.main", ("torch", "faiss", "tantivy", "fastapi", "numpy", "yaml")),
        ("eccp_assistant.assistant", ("torch", "sentence_transformers", "fastapi")),
        ("eccp_assistant.api.app", ("torch", "sentence_transformers")),
        ("eccp_assistant.index.embedding.embedder", ("torch", "sentence_transformers")),
        ("eccp_assistant.domain.answers", ("numpy", "yaml")),
    ],
)
def test_importing_loads_no_heavy_library(module, heavy):
    loaded = python(f"import sys, {module}; print(*sys.modules)").split()
    assert set(heavy) & set(loaded) == set()


def test_prompts_and_page_are_found_from_another_folder(tmp_path):
    code = "from eccp_assistant.paths import folder; print(folder('prompts'), folder('web'))"
    assert python(code, cwd=tmp_path).split() == [str(ROOT / "prompts"), str(ROOT / "web")]
    with pytest.raises(FileNotFoundError, match="no folder 'nothing'"):
        resources.folder("nothing")


def test_types_are_shipped_and_dependencies_are_justified_line_by_line():
    assert (SOURCE / "py.typed").exists()
    text = (ROOT / "pyproject.toml").read_text()
    block = text.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    assert all("#" in line for line in block.strip().splitlines())
    project = tomllib.loads(text)["project"]
    locked = (ROOT / "requirements.lock").read_text()
    for requirement in project["dependencies"]:
        name = requirement.split(">")[0].split("=")[0].split(";")[0].strip()
        assert f"\n{name}==" in f"\n{locked}"
    assert "torch==2.13.0 " in locked
    assert "nvidia" not in locked


def test_the_code_does_not_know_the_paper():
    """Names of the delivered corpus stand in corpus/, never in the code."""
    names = ("escp", "bogot", "innpulsa", "galicia", "natureef", "procolombia", "medell")
    found = [
        (path.relative_to(ROOT).as_posix(), name)
        for folder in ("src", "prompts", "web")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in {".py", ".j2", ".yaml", ".js", ".css"}
        for name in names
        if name in path.read_text(encoding="utf-8").lower()
    ]
    assert found == []
