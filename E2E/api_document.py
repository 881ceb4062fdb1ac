"""docs/api/openapi.yaml as a program reads it."""

import json
from dataclasses import dataclass
from pathlib import Path

import yaml

from conftest import ROOT

FILE = ROOT / "docs/api/openapi.yaml"
METHODS = ["get", "head", "post", "put", "patch", "delete"]
SCOPES = ["check", "moderate", "read", "admin"]


@dataclass
class Operation:
    path: str
    method: str
    described: dict
    # Of the path and of the operation.
    parameters: list

    def __str__(self):
        return f"{self.method.upper()} {self.path}"

    @property
    def security(self):
        return self.described.get("security")

    @property
    def scope(self):
        return self.described.get("x-scope")

    @property
    def path_parameters(self):
        return [each for each in self.parameters if each["in"] == "path"]

    def body(self):
        """`(media type, bytes)` of the first example, or of an empty object; nothing for an operation without body."""
        content = self.described.get("requestBody", {}).get("content", {})
        for media, described in content.items():
            examples = [described["example"]] if "example" in described else [
                each["value"] for each in described.get("examples", {}).values()]
            value = examples[0] if examples else {}
            if media == "application/x-www-form-urlencoded":
                from urllib.parse import urlencode

                return media, urlencode(value).encode()
            if isinstance(value, str):
                return media, value.encode()
            return media, json.dumps(value).encode()
        return None, None


class Document:
    def __init__(self, file: Path = FILE):
        self.root = yaml.safe_load(file.read_text())
        self.operations = []
        for path, item in self.root["paths"].items():
            shared = [self.resolved(each) for each in item.get("parameters", [])]
            for method in METHODS:
                if method in item:
                    own = [self.resolved(each) for each in item[method].get("parameters", [])]
                    self.operations.append(Operation(path, method, item[method], shared + own))

    def resolved(self, value):
        while "$ref" in value:
            found = self.root
            for part in value["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            value = found
        return value
