"""What was changed between two texts, as edits."""

from difflib import SequenceMatcher

from app.checker.paste.source import NEWLINE, Source
from app.checker.report import Edit, Span


def difference(source: Source, code: str) -> list[Edit]:
    """The edits, line by line, that turn a paste into the changed one."""
    before, after = NEWLINE.split(source.sent), NEWLINE.split(code)
    edits: list[Edit] = []
    for tag, start, end, left, right in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        new = after[left:right]
        for line in range(start, end):
            place = line - start
            text = new[place] if line < end - 1 and place < len(new) else "\n".join(new[place:])
            edits.append(Edit(span=Span(line=line + 1, column=1, end_column=len(before[line]) + 1), new=text))
        if start == end:
            column = len(before[start - 1]) + 1 if start else 1
            text = "".join(f"\n{line}" if start else f"{line}\n" for line in new)
            edits.append(Edit(span=Span(line=max(start, 1), column=column, end_column=column), new=text))
    return edits
