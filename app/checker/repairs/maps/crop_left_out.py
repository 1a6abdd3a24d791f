"""One join goes without the crop that the others have: `cat([x, x3])` beside `cat([x, self.crop(x4, x)])`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    joined = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if not isinstance(fault, CatMismatch) or not isinstance(joined, ast.List | ast.Tuple) or len(joined.elts) != 2:
        return
    left, right = joined.elts
    large, small = (right, left) if fault.left[-1] < fault.right[-1] else (left, right)
    text = trouble.source.text
    for crop in _crops(trouble, joined):
        for given in ((large, small), (small, large)):
            new = f"{crop}({', '.join(text(part) for part in given)})"
            title = f"crop it as the others are: {new}"
            yield Proposal(title, trouble.site.replace(large, new), blames=call, telling=True)


def _crops(trouble: Trouble, joined: ast.expr) -> list[str]:
    """The functions of two arguments by the name of a crop or a pad that this function calls elsewhere."""
    function = function_around(trouble.source.tree, joined)
    calls = [
        part for part in walk(function or trouble.source.tree) if isinstance(part, ast.Call) and len(part.args) == 2
    ]
    names = dict.fromkeys(trouble.source.text(call.func) for call in calls)
    return [name for name in names if "crop" in name.lower() or "pad" in name.rpartition(".")[2].lower()]


REPAIR = Repair(_propose)
