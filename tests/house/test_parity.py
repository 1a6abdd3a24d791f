"""One slug, everywhere: a finding has its page, a layer its case, a page its template, a name its pin."""

import re
import tomllib
from pathlib import Path

import pytest

from app.kit.discover import discover
from tests.conftest import ROOT


def slugs(folder: str, ending: str) -> set[str]:
    return {path.stem.replace("_", "-") for path in (ROOT / folder).glob(f"*{ending}") if path.name[0] != "_"}


def test_every_finding_has_its_page_and_every_page_its_finding():
    assert slugs("app/checker/findings", ".py") == slugs("content/findings", ".md")


def test_a_finding_is_named_after_its_file():
    for path in (ROOT / "app/checker/findings").glob("[!_]*.py"):
        slug = path.stem.replace("_", "-")
        assert f'slug = "{slug}"' in path.read_text(encoding="utf-8") or f'slug: str = "{slug}"' in path.read_text(
            encoding="utf-8"
        ), path.name


def test_every_layer_has_a_case():
    layers = {layer.name for family in discover("app.checker.layers", "LAYERS", tuple) for layer in family}
    cases = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/cases").rglob("*.md"))
    assert layers - set(re.findall(r"\bnn\.(\w+)\(", cases)) == set()


def test_every_question_kind_has_its_template():
    assert slugs("app/practice/kinds", ".py") == slugs("templates/parts/kinds", ".html")


def test_every_page_template_is_rendered_by_a_page():
    views = [*(ROOT / "app/web/pages").glob("*.py"), ROOT / "app/web/errors.py"]
    named = set(re.findall(r'"pages/([\w-]+\.html)"', "".join(path.read_text(encoding="utf-8") for path in views)))
    assert named == {path.name for path in (ROOT / "templates/pages").glob("*.html")}


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]) for requirement in requirements}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_everything_that_is_installed_is_pinned_exactly_and_for_every_machine():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = names(project["dependencies"]).union(*map(names, project["optional-dependencies"].values()))
    assert wanted <= names(pins())
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins())
    assert "torch==2.13.0" in pins()


def test_the_readme_names_every_setting():
    settings = (ROOT / "app/settings.py").read_text(encoding="utf-8")
    fields = re.findall(r"^    (\w+): (?:Annotated|Path|bool|str|int|float)", settings, flags=re.MULTILINE)
    variables = {"DATABASE_URL" if field == "database_url" else f"STRIDE_{field.upper()}" for field in fields}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {variable for variable in variables if variable not in readme} == set()


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_a_document_names_only_files_that_exist(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    spoken = re.findall(r"`((?:app|tests|content|templates|static|benchmarks|tools)/[\w./-]+)`", text)
    missing = [name for name in spoken if not (ROOT / Path(name)).exists()]
    assert missing == []
