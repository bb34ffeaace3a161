"""Layers, module sizes, import costs and the content of the wheel."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from eccp_assistant import paths as resources
from tests.fixtures.source_tree import SOURCE, Names, median_length, module_lengths, modules
from tests.locations import ROOT

LONGEST_MODULE = 350
MEDIAN_MODULE = 130


def python(code: str, *, cwd: Path = ROOT) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_modules_stay_within_the_length_limit():
    too_long = {name: lines for name, lines in module_lengths().items() if lines > LONGEST_MODULE}
    assert too_long == {}
    assert median_length() <= MEDIAN_MODULE


def test_a_name_is_imported_from_where_it_is_defined():
    """Nothing private leaves a module, and only what ``__all__`` lists is passed on."""
    trees = modules()
    names = {module: Names.of(tree) for module, tree in trees.items()}
    wrong = [
        f"{module} imports {name} from {source}"
        for module, tree in trees.items()
        for source, name in Names.imported(tree)
        if f"{source}.{name}" not in trees
        and (name not in names[source] or re.match("_[^_]", name))
    ]
    assert wrong == []


def test_every_name_in_all_exists():
    for module, tree in modules().items():
        found = Names.of(tree)
        assert set(found.listed) <= found.defined | found.passed_on, module
        assert len(set(found.listed)) == len(found.listed), module


def test_packages_import_nothing():
    """A package is its docstring; one that is more lists what it is."""
    for path in SOURCE.rglob("__init__.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        if path.parent != SOURCE and len(tree.body) > 1:
            assert Names.of(tree).listed, f"{path}: list what it passes on in __all__"


def test_no_file_contains_a_machine_specific_path():
    own = re.compile(r"(?<![\w.:/-])/(?:root|home|Users|private|work|tmp)/\w")
    endings = {".py", ".md", ".toml", ".yaml", ".js", ".css", ".j2", ".lock", ".jsonl", ".cfg"}
    folders = ("src", "tests", "docs", "web", "prompts", "corpus", "benchmarks")
    files = [*(path for path in ROOT.iterdir() if path.is_file())]
    files += [path for folder in folders for path in (ROOT / folder).rglob("*")]
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        if path.suffix in endings or path.name == "Makefile"
        for line in path.read_text(encoding="utf-8").splitlines()
        if own.search(line)
    ]
    assert found == []


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


def test_types_are_shipped_and_dependencies_are_justified():
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


def test_the_code_contains_no_names_of_the_paper():
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
