"""`hutong reputation simulate`: reports, aims, mistakes in files."""

import json
import subprocess
import xml.etree.ElementTree

import jsonschema
import pytest
import yaml
from conftest import PROGRAM
from test_schemas import CONFIG, validator

PHISHING = yaml.safe_load((CONFIG / "scenarios" / "phishing.yaml").read_text())


def simulate(path, *arguments):
    return subprocess.run([PROGRAM, "reputation", "simulate", path, "--rules", CONFIG, *arguments],
                          capture_output=True, text=True, timeout=600)


def write(folder, scenario):
    path = folder / "scenario.yaml"
    path.write_text(yaml.safe_dump(scenario, allow_unicode=True))
    return path


@pytest.fixture
def short(tmp_path):
    scenario = {**PHISHING, "days": 4}
    scenario["actors"] = [{**PHISHING["actors"][0], "openings_a_day": 600}]
    scenario["aims"] = [{"measure": "openings_until_held", "of": "phish", "quantile": 0.5, "at_most": 900}]
    return scenario


def test_a_report_is_the_same_whatever_the_threads(tmp_path, short):
    path = write(tmp_path, short)
    one = simulate(path, "--runs", "12", "--tuning-runs", "2", "--json", "--threads", "1")
    assert one.returncode == 0, one.stderr
    assert one.stdout == simulate(path, "--runs", "12", "--tuning-runs", "2", "--json", "--threads", "4").stdout
    report = json.loads(one.stdout)
    assert report["missed"] == 0 and report["runs"] == 12
    assert [model["model"] for model in report["models"]] == ["Hutong", "count", "ratio"]
    assert 0 < report["aims"][0]["values"][0]["value"] <= 900


def test_pictures(tmp_path, short):
    path = write(tmp_path, short)
    done = simulate(path, "--runs", "6", "--tuning-runs", "1", "--plots", tmp_path / "plots")
    assert done.returncode == 0, done.stderr
    pictures = sorted(file.name for file in (tmp_path / "plots").iterdir())
    assert pictures == ["phishing-demoted.svg", "phishing-phish-held.svg", "phishing-phish-score.svg"]
    for file in (tmp_path / "plots").iterdir():
        assert xml.etree.ElementTree.parse(file).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_an_aim_that_is_missed_ends_with_1(tmp_path, short):
    short["aims"][0]["at_most"] = 1
    done = simulate(write(tmp_path, short), "--runs", "3", "--tuning-runs", "0")
    assert done.returncode == 1
    assert "0 of 1 aim met." in done.stdout and "✗" in done.stdout and not done.stderr


BAD = [
    ("an unknown nature", lambda s: s["actors"][0].update(nature="evil"), "is not one of good, careless, bad"),
    ("a key nobody knows", lambda s: s.update(weather="fine"), "unknown key"),
    ("no actors", lambda s: s.update(actors=[]), "no actor"),
    ("a share above 1", lambda s: s["actors"][0].update(complaints=2), "outside"),
    ("two bounds", lambda s: s["aims"][0].update(below=3), "needs one of"),
    ("a quantile of a share", lambda s: s["aims"][0].update(measure="held_share"), "no quantiles"),
]


@pytest.mark.parametrize("change, reason", [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_the_schema_and_the_program_refuse(change, reason, tmp_path, short):
    change(short)
    assert not validator("scenarios").is_valid(short)
    done = simulate(write(tmp_path, short))
    assert done.returncode == 1 and not done.stdout
    assert f"{tmp_path}/scenario.yaml:" in done.stderr and reason in done.stderr


def test_numbers_that_are_wrong(tmp_path, short):
    numbers = yaml.safe_load((CONFIG / "reputation.yaml").read_text())
    numbers["tiers"]["poor"]["enter"] = 1
    with pytest.raises(jsonschema.ValidationError):
        validator("reputation").validate(numbers)
    (tmp_path / "numbers.yaml").write_text(yaml.safe_dump(numbers))
    done = simulate(write(tmp_path, short), "--parameters", tmp_path / "numbers.yaml")
    assert done.returncode == 1 and "numbers.yaml:" in done.stderr and "outside" in done.stderr


@pytest.mark.parametrize("sharing, reason", [
    (["Town"], "cannot share"), (["playground"], "cannot share"), (["a", "a"], "named twice"), ("all", "expected a list"),
])
def test_who_cannot_share(sharing, reason, tmp_path, short):
    numbers = yaml.safe_load((CONFIG / "reputation.yaml").read_text())
    validator("reputation").validate(numbers | {"sharing": ["campus", "town"]})
    assert not validator("reputation").is_valid(numbers | {"sharing": sharing})
    (tmp_path / "numbers.yaml").write_text(yaml.safe_dump(numbers | {"sharing": sharing}))
    done = simulate(write(tmp_path, short), "--parameters", tmp_path / "numbers.yaml")
    assert done.returncode == 1 and "numbers.yaml:" in done.stderr and reason in done.stderr


@pytest.mark.parametrize("arguments, reason", [
    (["--runs", "0"], "1 to 1000000"), (["--threads", "0"], "1 to 1024"), (["--plots", "/proc/none"], "cannot write"),
])
def test_options_that_are_wrong(arguments, reason, tmp_path, short):
    done = simulate(write(tmp_path, short), "--tuning-runs", "0", "--runs", "2", *arguments)
    assert done.returncode != 0 and reason in done.stderr


def test_a_file_that_is_not_there():
    done = simulate("/nowhere.yaml")
    assert done.returncode == 1 and "/nowhere.yaml cannot be read" in done.stderr
