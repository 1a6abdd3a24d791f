"""What a published model leaves open: imports, arguments; said where it stands."""

from app.checker.engine import check
from app.checker.report import Finding, Report, Request

HEAD = "from torch import nn\nfrom backbones import register\n"
NET = """class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.fc = nn.Linear(3, classes)

    def forward(self, x):
        return self.fc(x)
"""


def first(report: Report) -> Finding:
    assert report.verdict == "cannot-tell"
    return report.findings[0]


def test_a_decorator_from_outside_complains_where_its_function_is_used():
    code = HEAD + NET.replace("    def forward", "    @register('fast')\n    def forward")
    finding = first(check(Request(code=code, entry="Net(4)", input_shape=[2, 3])))
    assert finding.slug == "unknown-import"
    assert "backbones.register" in finding.message
    assert finding.span is not None
    assert finding.span.line == 8


def test_a_class_that_a_decorator_from_outside_changes_is_an_unknown_import():
    finding = first(check(Request(code=HEAD + "@register\n" + NET, entry="Net(4)", input_shape=[2, 3])))
    assert finding.slug == "unknown-import"
    assert "backbones.register" in finding.message


def test_arguments_that_a_factory_hands_on_are_asked_for():
    finding = first(check(Request(code=HEAD + NET + "\ndef build(**kwargs):\n    return Net(**kwargs)\n")))
    assert finding.slug == "arguments-needed"
    assert "'classes'" in finding.message


def test_a_class_that_is_a_layer_needs_the_arguments_of_the_layer():
    finding = first(check(Request(code=HEAD + "class Norm(nn.LayerNorm):\n    pass\n")))
    assert finding.slug == "arguments-needed"
    assert "normalized_shape" in finding.message


def test_a_missing_argument_of_a_call_that_is_written_out_stays_an_error():
    assert check(Request(code=HEAD + NET + "\nnet = Net()\n", input_shape=[2, 3])).verdict == "fails"


def test_only_instances_of_the_paste_tell_their_class():
    code = HEAD + NET.replace("return self.fc(x)", "print(self.__class__.__name__)\n        return self.fc(x)")
    assert check(Request(code=code, entry="Net(4)", input_shape=[2, 3])).verdict == "runs"
    code = HEAD + NET.replace("return self.fc(x)", "return self.fc(x), ().__class__")
    assert "__class__" in first(check(Request(code=code, entry="Net(4)", input_shape=[2, 3]))).message


DECODER = """import random

import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, words=11, width=4):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.out = nn.Linear(width, words)

    def forward(self, target, forced=0.5):
        made, word = [], target[0, :]
        for step in range(1, target.shape[0]):
            guess = self.out(self.embedding(word.unsqueeze(0)).squeeze(0))
            made.append(guess)
            teacher = random.random() < forced
            word = target[step] if teacher else guess.argmax(1)
        return torch.stack(made)
"""


def test_a_part_of_an_input_that_is_looked_up_holds_whole_numbers_and_chance_between_equals_decides_nothing():
    report = check(Request(code=DECODER, input_shape=[5, 2]))
    assert (report.verdict, report.output_shapes) == ("runs", [[4, 2, 11]])


def test_chance_between_two_shapes_cannot_be_told():
    code = DECODER.replace("guess.argmax(1)", "target[step, :1]")
    assert first(check(Request(code=code, input_shape=[5, 2]))).slug == "value-dependent"


def test_a_class_that_inherits_from_something_imported_names_the_import():
    code = "from backbones import Base\n\n\nclass Net(Base):\n    def forward(self, x):\n        return x\n"
    finding = first(check(Request(code=code)))
    assert finding.slug == "unknown-import"
    assert "backbones.Base" in finding.message


def test_what_an_imported_function_gives_may_be_changed():
    code = HEAD + "body = register().features\ndel body[-1]\n" + NET
    assert check(Request(code=code, entry="Net(4)", input_shape=[2, 3])).verdict == "runs"
