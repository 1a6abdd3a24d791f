"""`h != h2 | w != w2`: `|` and `&` are read before the comparisons, so each of those needs brackets."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Compare) and len(node.ops) > 1:
            for joint in node.comparators[:-1]:
                if isinstance(joint, ast.BinOp) and isinstance(joint.op, ast.BitOr | ast.BitAnd):
                    sign = "|" if isinstance(joint.op, ast.BitOr) else "&"
                    edits = (
                        *trouble.site.surround(node, "(", ")"),
                        *trouble.site.surround(joint.left, "", ")")[1:],
                        *trouble.site.surround(joint.right, "(", "")[:1],
                    )
                    yield Proposal(
                        f"compare first: brackets on both sides of {sign}",
                        edits,
                        blames=node,
                        telling=True,
                        evident=True,
                    )


REPAIR = Repair(_propose)
