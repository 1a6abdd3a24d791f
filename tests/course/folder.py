"""A small, whole content folder for tests; each test changes one file of it."""

from pathlib import Path

FILES = {
    "course.yaml": "title: Small\nsummary: A small course.\ntopics: [first, second]\n",
    "glossary.yaml": "feature map: The output of one [[kernel]].\nkernel: A block of weights.\n",
    "mistakes/conv.yaml": (
        "- id: conv.ignore-padding\n  name: Padding left out\n  says: Padding adds cells on both sides.\n"
        "  learn: first/explain#one\n"
    ),
    "topics/first/topic.yaml": (
        "title: First\nsummary: The first topic.\nstatus: draft\n"
        "objectives:\n  - {id: size, text: Compute a size}\n"
        "matrices:\n  animals: {classes: [cat, dog, bird], cells: [[50, 2, 3], [4, 45, 1], [2, 3, 40]]}\n"
        "snippets:\n  tiny:\n    code: net = nn.Conv2d(3, 8, 3)\n    input: [1, 3, 32, 32]\n"
    ),
    "topics/first/explain.md": (
        "---\ntagline: Read it.\n---\n\n## One\n\nA [[feature map]] has {{ shape:tiny }}; "
        "precision {{ animals.precision.cat }}.\n\n$$a + {{ 1 + 1 }}$$\n\n"
        "```python run\nprint(2 + 3)\n```\n\n```output\n5\n```\n\n"
        ":::ask Why?\nBecause.\n:::\n\n:::ask How?\nSo.\n:::\n\n:::key-result\nIt is 5.\n:::\n"
    ),
    "topics/first/quiz.yaml": (
        "- id: first-shape\n  objective: size\n  difficulty: easy\n  stem: What does this print?\n"
        "  code: |\n    print(nn.Conv2d(3, 8, 3, padding=1)(torch.zeros(1, 3, 32, 32)).shape)\n"
        "  answer: {run: stdout}\n"
        "  distractors:\n"
        "    - {replace: ['padding=1', 'padding=0'], mistake: conv.ignore-padding}\n"
        "    - {text: 'torch.Size([1, 3, 32, 32])', why: '{{ this }} has the channels of the input, not {{ key }}.'}\n"
        "  hint: Padding.\n  steps: 32 + 2 - 2.\n  check: It keeps 32.\n"
        "- id: first-said\n  objective: size\n  difficulty: medium\n  stem: What is a kernel?\n"
        "  answer: {text: Weights that slide}\n"
        "  distractors:\n    - {text: A whole picture, why: No.}\n    - {text: A layer of pixels, why: No.}\n"
        "  source: a book\n  hint: It moves.\n  steps: It slides.\n  check: It slides.\n"
        "- id: first-run\n  objective: size\n  difficulty: hard\n  stem: Which line is right?\n"
        "  options:\n"
        "    - {code: 'layer = nn.Conv2d(3, 4, 3)', runs: true, correct: true}\n"
        "    - {code: 'layer = nn.Conv2d(4, 3, 3)', runs: true, why: Swapped.}\n"
        "    - {code: 'layer = nn.Linear(3, 4, kernel_size=3)', raises: TypeError, why: No kernel.}\n"
        "  accept: layer(torch.zeros(1, 3, 8, 8)).shape == (1, 4, 6, 6)\n"
        "  hint: Order.\n  steps: In, then out.\n  check: In, out.\n"
    ),
    "topics/second/topic.yaml": "title: Second\nsummary: Later.\nstatus: planned\nneeds: [first]\n",
    "findings/wrong-in-features.md": (
        "---\ntitle: Wrong\nseverity: error\n---\n\n## What happened\n\nA.\n\n## Why\n\nB.\n\n## Fix\n\nC.\n\n"
        "```python wrong {input=1,3,8,8}\nnn.Linear(1, 2)\n```\n\n```python right\nnn.Linear(3, 2)\n```\n"
    ),
}


def write(folder: Path, changes: dict[str, str | None] | None = None) -> Path:
    """Write the folder with `changes` (None leaves a file away) and return it."""
    content = folder / "content"
    for name, text in {**FILES, **(changes or {})}.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
    return content


def changed(name: str, old: str, new: str) -> dict[str, str | None]:
    """One file with `old` replaced by `new`; the test fails where `old` is not there."""
    assert old in FILES[name], f"{name} has no {old!r}"
    return {name: FILES[name].replace(old, new)}
