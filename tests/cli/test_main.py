"""The command line, mostly in this process and twice in a process of its own."""

import json
import shutil

import pytest
from click.testing import CliRunner

from eccp_assistant.cli.main import cli
from tests.fixtures.command_line import run_eccp, run_eccp_process
from tests.locations import ROOT


@pytest.fixture
def environment(settings, assistant):
    """The settings of the session as variables; its index is built."""
    return {
        "ECCP_INDEX_DIR": str(settings.index_dir),
        "ECCP_CORPUS_DIR": str(settings.corpus_dir),
    }


@pytest.fixture
def eccp(environment):
    """Run ``eccp`` on the session's index."""

    def run(*arguments, typed=None, **changes):
        return run_eccp(*arguments, typed=typed, environment={**environment, **changes})

    return run


@pytest.fixture
def eccp_process(environment):
    """Run ``eccp`` on the session's index, in a process of its own."""

    def run(*arguments, **changes):
        return run_eccp_process(*arguments, environment={**environment, **changes})

    return run


def test_a_question_is_answered_with_its_quotes(eccp_process):
    result = eccp_process("ask", "Which clusters are in Portugal?")
    assert result.returncode == 0, result.stderr
    assert "InovCluster" in result.stdout
    assert "Annex 3, row 29" in result.stdout


def test_json_is_the_answer_of_the_api(eccp):
    result = eccp("ask", "--json", "Which clusters are in Portugal?")
    answer = json.loads(result.stdout)
    assert answer["status"] == "answered"
    assert answer["citations"][0]["start"] < answer["citations"][0]["end"]


def test_a_known_error_is_one_line_and_exit_code_one(eccp_process, tmp_path):
    result = eccp_process("index", "status", ECCP_INDEX_DIR=str(tmp_path))
    assert result.returncode == 1
    assert result.stderr.strip().count("\n") == 0
    assert "eccp index build" in result.stderr


def test_an_unknown_setting_is_refused(eccp):
    result = eccp("index", "status", ECCP_COLOUR="red")
    assert result.returncode == 1
    assert "unknown setting ECCP_COLOUR" in result.stderr


def test_a_setting_out_of_bounds_is_named(eccp):
    result = eccp("index", "status", ECCP_PORT="99999")
    assert result.returncode == 1
    assert "ECCP_PORT" in result.stderr


def test_an_invalid_question_is_rejected(eccp):
    result = eccp("ask", "   ")
    assert result.returncode == 2
    assert "question" in result.stderr


def test_a_second_build_reports_that_nothing_changed(eccp):
    result = eccp("index", "build")
    assert result.returncode == 0, result.stderr
    assert "Nothing changed" in result.stdout


def test_status_verify_and_check_report_the_content(eccp):
    assert "34 cluster" in eccp("index", "status").stdout
    assert "are what was built" in eccp("index", "verify").stdout
    assert "The corpus is valid" in eccp("corpus", "check").stdout


def test_a_check_shows_every_claim_with_its_places(eccp):
    result = eccp("corpus", "check")
    assert result.returncode == 0, result.stderr
    assert "clusters-galicia conflicts: the records give 3, 2 going only by" in result.stdout
    assert "eu-colombia-discussion-paper.md:220: “Galicia (3)”" in result.stdout
    assert "every verdict is the one declared" in result.stdout


def test_a_verdict_that_is_not_declared_fails_the_check(eccp, tmp_path):
    corpus = shutil.copytree(ROOT / "tests/data/garden", tmp_path / "corpus")
    path = corpus / "claims.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 5", "value: 4"))
    told = eccp("corpus", "check", ECCP_CORPUS_DIR=str(corpus))
    assert told.returncode == 1
    assert "! five-trees agrees: the records give 4" in told.stdout
    assert "NOT AS DECLARED, look at five-trees" in told.stdout
    data = json.loads(eccp("corpus", "check", "--json", ECCP_CORPUS_DIR=str(corpus)).stdout)
    assert data["ok"] is False
    assert [each["id"] for each in data["verdicts"] if not each["as_declared"]] == ["five-trees"]


def test_a_check_reports_every_error_and_warning_with_its_place(eccp, tmp_path):
    corpus = shutil.copytree(ROOT / "tests/data/garden", tmp_path / "corpus")
    trees, aliases = corpus / "records/trees.yaml", corpus / "aliases.yaml"
    good = trees.read_text(encoding="utf-8")
    slip = "origin: {printed: China, value: Chinna}"
    trees.write_text(good.replace("origin: China", slip), encoding="utf-8")
    place = {"ECCP_CORPUS_DIR": str(corpus)}
    assert eccp("corpus", "check", **place).returncode == 0
    strict = eccp("corpus", "check", "--strict", **place)
    assert strict.returncode == 1
    assert "corpus/records/trees.yaml:25: warning: ginkgo.origin: 'Chinna'" in strict.stdout
    bad = good.replace("origin: China", slip).replace("height: 34", "height: 35")
    trees.write_text(bad, encoding="utf-8")
    aliases.write_text("- {field: bush.leaf, value: x, said: [y]}", encoding="utf-8")
    told = eccp("corpus", "check", **place)
    assert told.returncode == 1
    assert "corpus/aliases.yaml:1: field: no record has a field 'bush.leaf': use" in told.stdout
    assert "2 errors to correct" in told.stdout
    result = eccp("corpus", "check", "--json", **place)
    data = json.loads(result.stdout)
    assert result.returncode == 1
    assert (data["ok"], data["records"]) == (False, 3)
    assert [(each["file"], each["line"]) for each in data["errors"]] == [
        ("corpus/records/trees.yaml", 31),
        ("corpus/aliases.yaml", 1),
    ]
    assert data["warnings"][0].keys() == data["errors"][0].keys()
    build = eccp("index", "build", ECCP_INDEX_DIR=str(tmp_path / "index"), **place)
    assert build.returncode == 1
    assert "trees.yaml:31: redwood.height: '35' is not printed" in build.stderr
    assert "aliases.yaml:1: field: no record has a field 'bush.leaf'" in build.stderr


@pytest.mark.parametrize(
    "command", [[], ["ask"], ["serve"], ["index"], ["index", "build"], ["corpus"], ["eval"]]
)
def test_every_command_explains_itself(command):
    result = CliRunner().invoke(cli, [*command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 3


def test_records_are_listed_filtered_and_counted_on_a_terminal(eccp):
    whole = eccp("records", "cluster", "--where", "country.is_not=Spain", "--facets", "country")
    assert whole.returncode == 0
    assert "8 of 34 clusters" in whole.stdout
    assert "France (2)" in whole.stdout
    wrong = eccp("records", "cluster", "--where", "contry=Spain")
    assert wrong.returncode == 1
    assert "did you mean 'country'" in wrong.stderr
    assert len(wrong.stderr.strip().splitlines()) == 1


def test_a_conversation_can_be_piped_in(eccp):
    talk = "clusters in France\nwhich of those have a gold label?\n/quit\nnever asked\n"
    said = eccp("chat", typed=talk)
    assert said.returncode == 0, said.stderr
    assert "country is France and label is Gold" in said.stdout
    assert "never asked" not in said.stdout
