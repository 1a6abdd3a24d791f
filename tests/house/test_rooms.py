"""The rooms and who may call whom, as pyproject.toml declares them and as the files are."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

FILES = sorted((ROOT / "app").rglob("*.py"))
LAST_RESORTS = {"app/web/errors.py", "app/workers/job.py"}
MOST_LINES = 400  # past 300 a module gets a hard look; past this it is split
MOST_LINES_OF_A_FUNCTION = 40
CONSTANTS = {
    "app/checker/nodes": "NODES",
    "app/checker/layers": "LAYERS",
    "app/checker/operations": "OPERATIONS",
    "app/checker/findings": "FINDING",
    "app/checker/stack/families": "FAMILY",
    "app/checker/stack/presets": "PRESET",
    "app/practice/kinds": "KIND",
}
# A router has to stand before the views that it gathers.
ROUTERS = {"app/web/pages": "PAGE", "app/web/api": "API"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def handlers(tree: ast.Module) -> list[ast.ExceptHandler]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_rooms_look_downwards_only():
    command = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(cache_dir=None))"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_module_opens_with_a_sentence_and_is_small(path):
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(tree_of(path))
    assert text.count("\n") <= MOST_LINES
    long = {
        function.name: function.end_lineno - function.lineno + 1
        for function in functions(tree_of(path))
        if function.end_lineno - function.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_everything_is_caught_at_the_two_last_resorts_only():
    catching = {
        name_of(path)
        for path in FILES
        for handler in handlers(tree_of(path))
        if handler.type is None or getattr(handler.type, "id", "") in {"Exception", "BaseException"}
    }
    assert catching == LAST_RESORTS


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    left = {name_of(path) for path in FILES if later.search(path.read_text(encoding="utf-8"))}
    assert left == set()


def test_only_the_settings_read_the_environment():
    # Two start processes: a worker empties its environment, the proof's child is given ours.
    readers = {
        name_of(path)
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "getenvb"}
    }
    assert readers <= {"app/settings.py", "app/workers/jail/enter.py", "app/proof/torch_process.py"}


@pytest.mark.parametrize(("folder", "constant"), CONSTANTS.items())
def test_every_leaf_ends_in_its_constant(folder, constant):
    leaves = [path for path in (ROOT / folder).glob("*.py") if not path.name.startswith("_")]
    assert leaves
    for leaf in leaves:
        assert constant in assigned(tree_of(leaf).body[-1]), name_of(leaf)


@pytest.mark.parametrize(("folder", "constant"), ROUTERS.items())
def test_every_page_and_endpoint_has_its_router(folder, constant):
    leaves = [path for path in (ROOT / folder).glob("*.py") if not path.name.startswith("_")]
    assert leaves
    for leaf in leaves:
        assert any(constant in assigned(statement) for statement in tree_of(leaf).body), name_of(leaf)


def assigned(statement: ast.stmt) -> list[str]:
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else getattr(statement, "targets", [])
    return [target.id for target in targets if isinstance(target, ast.Name)]
