"""`hutong platforms new`: a file that loads as written, and refusals in a sentence."""

import shutil
import subprocess

import pytest

from conftest import PROGRAM, ROOT


@pytest.fixture
def rules(tmp_path):
    for folder in ("platforms", "patterns", "policies"):
        shutil.copytree(ROOT / "config" / folder, tmp_path / "rules" / folder)
    return tmp_path / "rules"


def platforms(rules, *arguments):
    return subprocess.run(
        [PROGRAM, "platforms", *arguments, "--rules", rules], capture_output=True, text=True, timeout=60)


def test_a_new_file_passes_and_shows(rules):
    before = platforms(rules, "test").stdout.split()
    made = platforms(rules, "new", "new-shop")
    assert made.returncode == 0, made.stderr
    after = platforms(rules, "test")
    assert after.returncode == 0, after.stdout
    assert int(after.stdout.split()[2]) == int(before[2]) + 1
    assert "www.new-shop.example" in (rules / "platforms/new-shop.yaml").read_text()
    assert "new-shop" in platforms(rules, "show", "new-shop").stdout


def test_force_replaces_a_file_whatever_it_holds(rules):
    path = rules / "platforms/new-shop.yaml"
    path.write_text("slug: [")
    refused = platforms(rules, "new", "new-shop")
    assert refused.returncode == 1 and "--force" in refused.stderr
    assert path.read_text() == "slug: ["
    assert platforms(rules, "new", "new-shop", "--force").returncode == 0
    assert platforms(rules, "test").returncode == 0


@pytest.mark.parametrize("slug", ["New", "a b", "淘宝", "../x", "x" * 33, "a/b", ""])
def test_a_bad_short_name_is_refused(rules, slug):
    before = sorted(path.name for path in rules.rglob("*"))
    refused = platforms(rules, "new", slug)
    assert refused.returncode != 0 and "short name" in refused.stderr
    assert sorted(path.name for path in rules.rglob("*")) == before


def test_a_name_that_another_file_has_is_refused(rules, tmp_path):
    (rules / "platforms/taobao.yaml").rename(rules / "platforms/other.yaml")
    refused = platforms(rules, "new", "taobao")
    assert refused.returncode == 1 and "other.yaml" in refused.stderr
    refused = platforms(rules, "new", "jd", "--dir", tmp_path)
    assert refused.returncode == 1 and "jd.yaml" in refused.stderr
    assert not (tmp_path / "jd.yaml").exists()
    missing = platforms(rules, "new", "new-shop", "--dir", tmp_path / "missing")
    assert missing.returncode == 1 and "cannot be written" in missing.stderr
