"""Every file of the rules keeps to its JSON Schema, and the schemas refuse what the gateway refuses."""

import copy
import json
import pathlib
import shutil
import subprocess

import jsonschema
import pytest
import yaml
from conftest import PROGRAM

CONFIG = pathlib.Path(__file__).parent.parent / "config"
KINDS = {
    "platforms": "platform", "policies": "policy", "patterns": "patterns", "scenarios": "scenario",
    "lookalikes": "lookalikes", "complaints": "complaints", "sanctions": "sanctions", "reputation": "reputation"}
FILES = [
    (kind, path) for kind in KINDS
    for path in ([CONFIG / f"{kind}.yaml"] if (CONFIG / f"{kind}.yaml").exists() else sorted((CONFIG / kind).glob("*.yaml")))]


def validator(kind):
    schema = json.loads((CONFIG / "schema" / f"{KINDS.get(kind, kind)}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("kind, path", FILES, ids=[path.stem for _, path in FILES])
def test_files_keep_to_their_schema(kind, path):
    document = yaml.safe_load(path.read_text())
    problems = [f"{error.json_path}: {error.message}" for error in validator(kind).iter_errors(document)]
    assert not problems


BAD_POLICIES = [
    ("then: open", lambda p: p["rules"][0].update(then="open")),
    ("an unknown part", lambda p: p["rules"][0]["when"].update(weather="fine")),
    ("a share above 100", lambda p: p["rules"][0]["when"].update(share=101)),
    ("hours that are none", lambda p: p["rules"][0]["when"].update(
        time={"daily": {"from": "25:00", "until": "07:00", "offset": "+08:00"}})),
    ("a fallback that blocks", lambda p: p.update(fallbacks={"threats": "block"})),
    ("an exemption by risk", lambda p: p.update(exemptions=[
        {"id": "x", "when": {"risk": "obfuscated"}, "frees": "hidden-target", "ground": "hidden_target"}])),
    ("a platform without a reason", lambda p: p["rules"][0]["when"].update(platform="taobao")),
    ("an opening without stages", lambda p: p.update(opening={
        "closed": "copy", "clause": {"zh": "a", "en": "a"}, "stages": []})),
    ("a step that names a platform without a reason", lambda p: p.update(opening={
        "closed": "copy", "clause": {"zh": "a", "en": "a"}, "priority": [{"platform": "jd"}],
        "stages": [{"id": "a", "title": {"zh": "a", "en": "a"}, "opens": "all"}]})),
    ("a ground with a built-in code", lambda p: p["grounds"].update(not_open_yet=p["grounds"]["payment"])),
    ("a placeholder nobody knows", lambda p: p["grounds"]["payment"]["title"].update(en="{wings}")),
]


@pytest.mark.parametrize("change", [change for _, change in BAD_POLICIES], ids=[name for name, _ in BAD_POLICIES])
def test_the_schema_and_the_gateway_refuse(change, tmp_path):
    rules = shutil.copytree(CONFIG, tmp_path / "rules")
    good = yaml.safe_load((CONFIG / "policies" / "default.yaml").read_text())
    bad = copy.deepcopy(good)
    change(bad)
    assert not validator("policies").is_valid(bad)
    (rules / "policies" / "default.yaml").write_text(yaml.safe_dump(bad, allow_unicode=True))
    refused = subprocess.run([PROGRAM, "policies", "--rules", rules], capture_output=True, text=True, timeout=60)
    assert refused.returncode != 0 and "default.yaml" in refused.stderr


BAD_COMPLAINTS = [
    ("a severity above 1", lambda c: c["categories"][0].update(severity=1.1)),
    ("a severity of three decimals", lambda c: c["categories"][0].update(severity=0.123)),
    ("an unknown part", lambda c: c["categories"][0].update(colour="red")),
    ("a category that the database does not know", lambda c: c["categories"][0]["statement"].update(category="SPAM")),
    ("a keyword in small letters", lambda c: c["categories"][0]["statement"].update(keyword="phishing")),
    ("a title in one language", lambda c: c["categories"][0]["title"].pop("zh")),
    ("no categories", lambda c: c.update(categories=[])),
    ("no misuse", lambda c: c.pop("misuse")),
    ("a limit of nothing", lambda c: c["limits"]["person"].update(hour=0)),
]


@pytest.mark.parametrize("change", [change for _, change in BAD_COMPLAINTS], ids=[name for name, _ in BAD_COMPLAINTS])
def test_the_schema_and_the_gateway_refuse_complaints(change, tmp_path):
    rules = shutil.copytree(CONFIG, tmp_path / "rules")
    bad = yaml.safe_load((CONFIG / "complaints.yaml").read_text())
    change(bad)
    assert not validator("complaints").is_valid(bad)
    (rules / "complaints.yaml").write_text(yaml.safe_dump(bad, allow_unicode=True))
    refused = subprocess.run([PROGRAM, "policies", "--rules", rules], capture_output=True, text=True, timeout=60)
    assert refused.returncode != 0 and "complaints.yaml:" in refused.stderr
