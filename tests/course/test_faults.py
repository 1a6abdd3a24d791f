"""Each kind of fault in the content is named at its file, line and column, and nothing raises."""

from pathlib import Path

import pytest

from app.course.load import load
from tests.course.folder import FILES, changed, write

TOPIC, QUIZ, EXPLAIN = "topics/first/topic.yaml", "topics/first/quiz.yaml", "topics/first/explain.md"
FINDING, MISTAKES = "findings/wrong-in-features.md", "mistakes/conv.yaml"

FAULTS = [
    ("course.yaml", "title: Small\n", "", 1, "summary: A small", "missing-field", "`title`"),
    ("course.yaml", "title:", "titel: x\ntitle:", 1, "titel: x", "unknown-field", "`titel`"),
    ("course.yaml", "title: Small", "title: 5", 1, "5", "wrong-value", "string"),
    ("course.yaml", "title: Small", "title: [Small", 2, ": A small course", "yaml", "flow sequence"),
    ("course.yaml", "title: Small", "title: Small\ntitle: Again", 2, "title: Again", "yaml-repeated", "twice"),
    ("course.yaml", "title: Small", "title: &a Small", 1, "&a Small", "yaml-anchor", "anchors"),
    ("course.yaml", "title: Small", "title: !!python/name:os.system Small", 1, "!!python/name:os", "yaml-tag", "tag"),
    ("course.yaml", "title: Small", "title: {{ x }}", 1, "{ x }}", "yaml-key", "a word"),
    ("course.yaml", "second]", "secnd]", 1, "", "missing-file", "secnd"),
    (TOPIC, "status: draft", "status: done", 3, "done", "wrong-value", "'complete'"),
    (TOPIC, "status: draft", "status: complete", 3, "complete", "incomplete-topic", "all ways"),
    (TOPIC, "[2, 3, 40]", "[2, 3]", 7, "[[50, 2, 3], [4,", "bad-matrix", "3 rows"),
    (TOPIC, "code: net = nn.Conv2d(3, 8, 3)", "file: none.py", 1, "", "missing-file", "none.py"),
    (TOPIC, "{id: size,", "{id: Size,", 5, "Size, text: Comp", "wrong-value", "pattern"),
    ("topics/second/topic.yaml", "[first]", "[frist]", 4, "frist]", "unknown-topic", "frist"),
    ("topics/second/topic.yaml", "[first]", "[second]", 4, "second]", "later-topic", "second"),
    ("topics/second/topic.yaml", "planned", "draft", 3, "draft", "empty-topic", "nothing"),
    (EXPLAIN, "tagline: Read it.", "tagline:", 2, "", "wrong-value", "string"),
    (EXPLAIN, "## One", "# One", 5, "# One", "heading-level", "##"),
    (EXPLAIN, "[[feature map]]", "[[faeture map]]", 7, "[[faeture map]]", "unknown-term", "faeture map"),
    (EXPLAIN, "{{ shape:tiny }}", "{{ shape:tony }}", 7, "{{ shape:tony }}", "no-value", "tony"),
    (EXPLAIN, "{{ shape:tiny }}", "{{ shape:tiny@fc }}", 7, "{{ shape:tiny@fc", "no-value", "`fc`"),
    (EXPLAIN, "precision.cat", "precision.cow", 7, "{{ animals.preci", "no-value", "cow"),
    (EXPLAIN, "{{ 1 + 1 }}", "{{ 1 / 0 }}", 9, "{{ 1 / 0 }}$$", "no-value", "1 / 0"),
    (EXPLAIN, "$$a + {{ 1 + 1 }}$$", "$$\\foo$$", 9, "\\foo$$", "bad-math", "command"),
    (EXPLAIN, "```python run", "```python", 11, "python", "bad-fence", "say what is to be proved"),
    (EXPLAIN, "```python run", "```python norun", 11, "python norun", "bad-fence", "reason"),
    (EXPLAIN, "```python run", "```python run {ip=3}", 11, "python run {ip=3", "bad-fence", "`ip`"),
    (EXPLAIN, "```python run", "```python run continues", 11, "continues", "bad-fence", "no block before"),
    (EXPLAIN, "print(2 + 3)", "print(2 + 4)", 11, "```python run", "unproved", "this block"),
    (EXPLAIN, "```output\n5", "```output\n6", 15, "```output", "wrong-output", "not what the block prints"),
    (EXPLAIN, "## One", "```output\n5\n```", 5, "output", "stray-output", "right after"),
    (EXPLAIN, ":::ask Why?", ":::aks Why?", 19, ":::aks Why?", "bad-directive", "`aks`"),
    (EXPLAIN, ":::ask Why?", ":::ask", 19, ":::ask", "bad-directive", "title"),
    (EXPLAIN, "It is 5.\n:::\n", "It is 5.\n", 27, ":::key-result", "bad-directive", "not closed"),
    (EXPLAIN, ":::ask Why?", ":::matrix plants", 19, ":::matrix plants", "bad-directive", "plants"),
    (EXPLAIN, ":::ask Why?", ":::before Why", 19, ":::before Why", "bad-directive", "before-after"),
    (EXPLAIN, ":::key-result\nIt is 5.\n:::\n", "", 1, "---", "incomplete-way", "key-result"),
    (EXPLAIN, "Because.", "Because of option B.", 20, "option B.", "letter-in-prose", "option B"),
    (EXPLAIN, "Because.", "Because {{ 1 + 1.", 20, "{{ 1 + 1.", "unread-value", "stands here"),
    (EXPLAIN, "Because.", "All of the above.", 20, "All of the above", "all-of-the-above", "All of the above"),
    (EXPLAIN, "Because.", "A <b>bold</b> word.", 20, "<b>bold</b> word", "raw-html", "<b>"),
    (EXPLAIN, "Because.", "See [it](/topics/frist/).", 20, "/topics/frist/).", "dead-link", "/topics/frist/"),
    (EXPLAIN, "Because.", "See [it](/topics/first/ways/explain#two).", 20, "/topics/first/wa", "dead-link", "#two"),
    (EXPLAIN, "Because.", "{shape}`1; 2`", 20, "{shape}`1; 2`", "bad-shape", "sizes"),
    (EXPLAIN, "Because.", "Word " * 900, 1, "---", "incomplete-way", "900 words"),
    (
        QUIZ,
        "objective: size\n  difficulty: easy",
        "objective: sizes\n  difficulty: easy",
        2,
        "sizes",
        "unknown-objective",
        "sizes",
    ),
    (QUIZ, "difficulty: easy", "dificulty: easy", 3, "dificulty: easy", "unknown-field", "dificulty"),
    (QUIZ, "difficulty: easy", "difficulty: simple", 3, "simple", "wrong-value", "'easy'"),
    (QUIZ, "id: first-said", "id: first-shape", 14, "first-shape", "repeated-id", "first-shape"),
    (
        QUIZ,
        "mistake: conv.ignore-padding",
        "mistake: conv.ignore-pading",
        9,
        "conv.ignore-padi",
        "unknown-mistake",
        "pading",
    ),
    (QUIZ, ", mistake: conv.ignore-padding", "", 9, "{replace: ['padd", "missing-why", "nothing is said"),
    (QUIZ, "'padding=1', 'p", "'pad=1', 'p", 9, "['pad=1', 'paddi", "bad-option", "pad=1"),
    (QUIZ, "  source: a book\n", "", 18, "{text: Weights t", "bad-question", "source"),
    (QUIZ, ", correct: true", "", 31, "- {code: 'layer", "bad-question", "exactly one"),
    (
        QUIZ,
        "answer: {run: stdout}",
        "answer: {run: stdout, text: x}",
        7,
        "{run: stdout, te",
        "bad-question",
        "`run: stdout` or",
    ),
    (QUIZ, "    - {text: A whole picture, why: No.}\n", "", 20, "- {text: A layer", "bad-question", "3 or 4"),
    (QUIZ, "stem: What is a kernel?", "stem: Which is not a kernel?", 17, "Which is not a k", "negative-stem", "not"),
    (QUIZ, "Weights that slide", "'**Weights** that slide'", 18, "'**Weights** tha", "key-formatted", "bold"),
    (QUIZ, "Weights that slide", "Weights " * 9, 18, "Weights Weights", "key-longest", "longer"),
    (QUIZ, "hint: Padding.", "hint: 'See choice C.'", 11, "choice C.'", "letter-in-prose", "choice C"),
    (
        QUIZ,
        "raises: TypeError",
        "runs: true, raises: TypeError",
        33,
        "{code: 'layer =",
        "bad-option",
        "say what torch does",
    ),
    (QUIZ, "nn.Conv2d(4, 3, 3)", "nn.Conv2d(5, 3, 3)", 32, "{code: 'layer =", "unproved", "not proved"),
    (QUIZ, "torch.Size([1, 3, 32, 32])", "(1, 8, 32, 32)", 10, "{text: '(1, 8, 3", "same-option", "the key"),
    (QUIZ, "{{ this }}", "{{ that }}", 10, "{{ that }} has t", "no-value", "that"),
    (QUIZ, "text: A whole picture,", "text: A, claims: [x],", 20, "{text: A, claims", "bad-option", "`claims`"),
    (QUIZ, "source: a book", "accept: x", 22, "x", "bad-question", "`accept`"),
    (QUIZ, "- id: first-shape", "first-shape: 1\n- id: x", 2, "- id: x", "yaml", "-"),
    (MISTAKES, "first/explain#one", "first/explain#two", 4, "first/explain#tw", "dead-link", "#two"),
    (
        MISTAKES,
        "says: Padding adds",
        'gives: shape\n  at: [flatten]\n  wrong: "N, C"\n  says: Of {{ N }} there are {{ wrong }}',
        6,
        "{{ wrong }}",
        "no-value",
        "`wrong`",
    ),
    (MISTAKES, "id: conv.ignore-padding", "id: ignore-padding", 1, "ignore-padding", "wrong-value", "pattern"),
    (FINDING, "severity: error", "severity: bad", 3, "bad", "wrong-value", "'error'"),
    (FINDING, "## Fix", "## Cure", 1, "---", "missing-section", "Fix"),
    (FINDING, "```python right", "```python wrong", 22, "python wrong", "bad-finding", "twice"),
    (FINDING, "```python right", "```python run", 22, "python run", "bad-finding", "torch runs nothing"),
    (FINDING, "---\ntitle", "title", 1, "title: Wrong", "missing-field", "begins with"),
    ("glossary.yaml", "[[kernel]]", "[[kernels]]", 1, "[[kernels]].", "unknown-term", "kernels"),
    ("glossary.yaml", "kernel: A block", "Feature Map: A block", 2, "Feature Map: A b", "repeated-id", "anchor"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{f[5]}-{n}" for n, f in enumerate(FAULTS)])
def test_a_fault_is_named_at_its_place(content, fault):
    name, old, new, line, at, slug, words = fault
    (content / name).write_text(changed(name, old, new)[name], encoding="utf-8")
    found = [problem for problem in load(content).problems if problem.slug == slug and words in problem.message]
    assert [(problem.line, _text_at(content, problem).startswith(at)) for problem in found] == [(line, True)]


def _text_at(content, problem):
    path = content.parent / problem.path
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else [""]
    return lines[problem.line - 1][problem.column - 1 :]


def test_a_fault_underlines_the_words_it_speaks_of(content):
    text = changed(EXPLAIN, "Because.", "Because of option B.")[EXPLAIN]
    (content / EXPLAIN).write_text(text, encoding="utf-8")
    (problem,) = load(content).problems
    assert problem.excerpt == "Because of option B.\n           ^^^^^^^^"
    assert str(problem).startswith("content/topics/first/explain.md:20:12: letter-in-prose ")


def test_an_unknown_field_is_told_its_nearest_name(content):
    (content / QUIZ).write_text(FILES[QUIZ].replace("difficulty: easy", "dificulty: easy"), encoding="utf-8")
    (help_,) = [problem.help for problem in load(content).problems if problem.slug == "unknown-field"]
    assert help_ == "did you mean `difficulty`?"


@pytest.mark.parametrize(
    ("name", "data", "slug"),
    [
        ("course.yaml", b"title: \xff\n", "encoding"),
        ("course.yaml", b"title: \x07\n", "yaml"),
        ("course.yaml", b"[" * 3000, "yaml"),
        ("course.yaml", b"", "wrong-value"),
        ("topics/first/quiz.yaml", b"just words", "wrong-value"),
        ("topics/first/proof.json", b"{", "bad-proof-file"),
        ("topics/first/exlpain.md", b"---\ntagline: x\n---\n", "unknown-way"),
        ("topics/third/topic.yaml", b"title: x\n", "unlisted-topic"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault_and_not_a_crash(content, name, data, slug):
    (content / name).parent.mkdir(exist_ok=True)
    (content / name).write_bytes(data)
    problems = load(content).problems
    assert (f"content/{name}", slug) in {(problem.path, problem.slug) for problem in problems}


def test_a_folder_that_does_not_exist_is_a_fault_and_not_a_crash(tmp_path: Path):
    course = load(tmp_path / "nowhere")
    assert [problem.slug for problem in course.problems] == ["missing-file"]
    assert course.topics == ()


def test_one_bad_question_leaves_the_others_standing(content):
    (content / QUIZ).write_text(FILES[QUIZ].replace("difficulty: easy", "difficulty: 7"), encoding="utf-8")
    topic = load(content).topic("first")
    assert [question.id for question in topic.questions] == ["first-said", "first-run"]


def test_the_small_course_itself_has_no_fault(tmp_path, proof_text):
    assert load(write(tmp_path, {"topics/first/proof.json": proof_text})).problems == ()
