"""The documentation matches the program, and its commands work."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
import yaml

from eccp_assistant.cli.build_command import build
from eccp_assistant.cli.main import cli
from eccp_assistant.config import PREFIX, Settings
from tests.data.example.clusters import write_clusters
from tests.data.example.paper import write_paper
from tests.fixtures.command_line import run_eccp
from tests.fixtures.reference import PAGES, commands
from tests.locations import GARDEN, ROOT

FILES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("corpus/**/README.md"))
    if path not in PAGES and path.name != "CHANGELOG.md"
)
GUIDE = ROOT / "docs/updating-the-corpus.md"
SHELLS = {"sh", "console"}
SERVER = "http://127.0.0.1:8000"


class Block(NamedTuple):
    """A fenced block: the file and line it begins at, its language, its lines."""

    file: Path
    line: int
    language: str
    text: str


class Command(NamedTuple):
    """A command of a block, as words, and what the block shows as its output."""

    block: Block
    words: list[str]
    output: str


def blocks_of(file: Path) -> Iterator[Block]:
    text = file.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(file, line, found[1], found[2])


def commands_of(block: Block) -> Iterator[Command]:
    """Lines after a dollar sign where there is output between them, else every line."""
    text = re.sub(r"\\\n\s*", "", block.text)
    if block.language == "console":
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            yield Command(block, shlex.split(line, comments=True), output)
        return
    for line in text.splitlines():
        if words := shlex.split(line, comments=True):
            yield Command(block, words, "")


BLOCKS = [block for file in FILES for block in blocks_of(file)]
COMMANDS = [each for block in BLOCKS if block.language in SHELLS for each in commands_of(block)]
ECCP = [each for each in COMMANDS if Path(each.words[0]).name == "eccp"]


def name_of(command: Command) -> str:
    return f"{command.block.file.name}-{command.block.line}-{' '.join(command.words)[:40]}"


def squeezed(text: str) -> str:
    return " ".join(text.split())


# The reference pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_reference_pages_match_the_program(page):
    assert page.read_text(encoding="utf-8") == PAGES[page](), "run `make docs`"


def test_every_command_and_option_has_help():
    for path, command in commands():
        assert command.help, path
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{' '.join(path)} {option.opts[0]}"


def test_every_command_is_in_a_guide_too():
    """The reference lists all; a guide shows when to use one, or the recipe that calls it."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
    leaves = [" ".join(path) for path, each in commands() if not isinstance(each, click.Group)]
    ways = {each: (each, each.replace("eccp", "make")) for each in leaves}
    assert [each for each in leaves if not any(way in text for way in ways[each])] == []


# Settings


def settings_table() -> list[tuple[list[str], list[str]]]:
    """Names and defaults of every row of the README's table."""
    rows = re.findall(
        rf"^\| (`{PREFIX}.*?) \| (.*?) \| .* \|$", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    return [
        (re.findall(r"`(\w+)`", names), [each.strip("` ") for each in defaults.split(", ")])
        for names, defaults in rows
    ]


def test_every_setting_is_in_the_table_of_the_readme_once():
    documented = [name for names, _ in settings_table() for name in names]
    assert sorted(documented) == sorted(PREFIX + name.upper() for name in Settings.model_fields)


def test_the_settings_table_gives_the_real_defaults():
    for names, defaults in settings_table():
        for name, default in zip(names, defaults, strict=len(defaults) > 1):
            field = Settings.model_fields[name.removeprefix(PREFIX).lower()]
            if field.default_factory is not None:
                value = Path(str(field.default_factory()))
                assert value.as_posix().endswith(default.lstrip("~")), name
            elif default == "none":
                assert field.default in {None, ""}, name
            else:
                assert yaml.safe_load(default) == field.default, name


def test_every_setting_that_is_named_anywhere_exists():
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for file in (*FILES, *ROOT.glob("docs/*.md")):
        named = set(re.findall(rf"\b{PREFIX}[A-Z][A-Z_]*[A-Z]\b", file.read_text("utf-8")))
        assert named <= known, file


# Commands


def resolved(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words call, and what is left for it."""
    command: click.Command = cli
    rest = words
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        assert rest[0] in command.commands, f"there is no command {rest[0]!r}"
        command, rest = command.commands[rest[0]], rest[1:]
    return command, rest


def options_of(command: click.Command) -> set[str]:
    given = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    return given | {"-h", "--help"}


@pytest.mark.parametrize("command", ECCP, ids=name_of)
def test_a_command_of_a_block_exists_with_its_options_and_values(command, tmp_path, monkeypatch):
    found, rest = resolved(command.words[1:])
    for word in rest:
        if not word.startswith("-") and Path(word).suffix and not (ROOT / word).exists():
            (tmp_path / word).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / word).touch()  # a file that the reader is taken to have
    shutil.copytree(ROOT / "tests/quality", tmp_path / "tests/quality")
    monkeypatch.chdir(tmp_path)
    found.make_context(" ".join(command.words), list(rest))


def test_commands_and_options_in_running_text_exist():
    for file in FILES:
        for said in re.findall(r"`(eccp [^`]*)`", file.read_text(encoding="utf-8")):
            command, rest = resolved([word for word in said.split()[1:] if word != "…"])
            unknown = {word for word in rest if word.startswith("-")} - options_of(command)
            assert not unknown, f"{file.name}: {said}"


def test_every_other_command_of_a_block_is_known_to_work():
    """What is neither ours nor checked below must not be in a block unseen."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in COMMANDS:
        program, *rest = command.words
        where = name_of(command)
        if program == "make":
            assert re.search(rf"^{rest[0]}:", makefile, re.MULTILINE), where
        elif program == "export":
            assert rest[0].partition("=")[0].startswith(PREFIX), where
        elif Path(program).name.startswith("python"):
            assert (ROOT / rest[0]).is_file(), where
        else:
            assert Path(program).name in {"eccp", "curl"}, f"{where}: check it in this file"


@pytest.mark.parametrize(
    "command", [each for each in COMMANDS if each.words[0] == "curl"], ids=name_of
)
def test_a_request_of_a_block_is_answered(client, command):
    words = [word for word in command.words[1:] if word != "-s"]
    headers, data, url = {}, None, None
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            data = words.pop(0)
            json.loads(data)
        else:
            url = word.removeprefix(SERVER)
    method = "GET" if data is None else "POST"
    answer = client.request(method, url, headers=headers, content=data)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "command", [each for each in ECCP if each.words[1] in {"ask", "records"}], ids=name_of
)
def test_questions_in_a_block_get_the_answer_shown(settings, assistant, command):
    """An ellipsis stands for what was left out."""
    environment = {
        "ECCP_CORPUS_DIR": str(settings.corpus_dir),
        "ECCP_INDEX_DIR": str(settings.index_dir),
    }
    done = run_eccp(*command.words[1:], environment=environment)
    assert done.returncode == 0, done.stderr
    said = squeezed(done.stdout)
    for piece in command.output.split("…"):
        assert squeezed(piece) in said


def test_the_guide_of_editors_can_be_followed_to_its_end(assistant, settings, tmp_path):
    """Every command in its order, on a copy of the garden, of which builds say other things."""
    corpus = Path(shutil.copytree(GARDEN, tmp_path / "corpus"))
    own = Settings.load(
        corpus_dir=corpus,
        index_dir=tmp_path / "index",
        model_cache_dir=settings.model_cache_dir,
        _env_file=None,
    )
    build(own, quiet=True, embedder=assistant.embedder())
    write_paper(tmp_path / "chile.pdf")
    write_clusters(tmp_path / "clusters.xlsx")
    environment = {"ECCP_CORPUS_DIR": str(corpus), "ECCP_INDEX_DIR": str(own.index_dir)}
    followed = []
    for command in [each for each in ECCP if each.block.file == GUIDE]:
        words = [str(tmp_path / w) if (tmp_path / w).is_file() else w for w in command.words[1:]]
        if words[1] == "add-records":
            words.append("--yes")
        done = run_eccp(*words, environment=environment)
        assert done.returncode == 0, f"{command.words}: {done.stderr}{done.stdout}"
        if words[1] == "add":
            assert squeezed(command.output) == squeezed(done.stdout)
        followed.append(words[1])
    assert followed.index("add") < followed.index("build") < followed.index("rollback")


def test_every_link_between_the_documents_leads_somewhere():
    for file in FILES:
        text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            if re.match(r"\w+:", target) or "<" in target:
                continue
            page = (file.parent / path) if path else file
            assert page.exists(), f"{file.name}: {target}"
            if anchor:
                headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
                anchors = {
                    re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings
                }
                assert anchor in anchors, f"{file.name}: {target}"
