"""docs/api/openapi.yaml is a good document, and true to the gateway: Schemathesis sends what it allows and what it
forbids, and finds no failure and no answer that it does not describe."""

import os
import re
import subprocess
import sys

import pytest
from openapi_spec_validator import validate

from api_document import FILE, SCOPES, Document

CONFIGURATION = FILE.parents[2] / "E2E/schemathesis.toml"


def test_the_document_is_sound():
    validate(Document().root)


@pytest.mark.parametrize("with_key, examples", [(True, 40), (False, 8)])
def test_the_gateway_answers_as_described(make_gateway, tmp_path, with_key, examples):
    (tmp_path / "hutong.yaml").write_text("rate_limit: 0\n")
    gateway = make_gateway("--playground", "--config", str(tmp_path / "hutong.yaml")).start()
    headers = ["--header", f"Authorization: Bearer {gateway.key(','.join(SCOPES))}"] if with_key else []
    result = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "--config-file", CONFIGURATION, "run", FILE, "--url", gateway.address,
         *headers, "--checks", "all", "--generation-deterministic", "--max-examples", str(examples),
         "--continue-on-failure", "--no-shrink", "--request-timeout", "10",
         "--no-color"],
        capture_output=True, text=True, cwd=tmp_path, timeout=900, env={
            **os.environ, "SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(CONFIGURATION.parent)})
    print(result.stdout)
    assert result.returncode == 0, result.stdout[-20_000:] + result.stderr
    log = (gateway.folder.parent / (gateway.folder.name + ".log")).read_text()
    assert re.findall(r"^\S+ (?:error|critical) .*", log, re.MULTILINE) == []
