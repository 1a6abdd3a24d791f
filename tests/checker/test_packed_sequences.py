"""Packed sequences have PyTorch's sizes and verdicts where their lengths are known; else what hangs on them is open."""

import pytest

from tests.checker.asking import ask

TAGGER = """
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pack_sequence, PackedSequence, unpack_sequence

class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(50, 8)
        self.rnn = nn.LSTM(8, 6, num_layers=2, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(12, 3)
    def forward(self, x, lengths):
        packed = pack_padded_sequence(self.words(x), lengths, batch_first=True)
        out, (h, c) = self.rnn(packed)
        OUT

net = Tagger()
x = torch.randint(0, 50, (4, 9))
net(x, LENGTHS)
"""
PADDED = "return self.fc(pad_packed_sequence(out, batch_first=True)[0])"
STATES = "return self.fc(torch.cat([h[-2], h[-1]], 1))"
KNOWN = "torch.tensor([7, 6, 3, 1])"
COUNTED = "(x != 0).sum(1)"


def tagger(out: str, lengths: str) -> str:
    return TAGGER.replace("OUT", out).replace("LENGTHS", lengths)


@pytest.mark.parametrize(
    ("out", "lengths"),
    [
        (PADDED, KNOWN),
        (PADDED, "[9, 6, 3, 1]"),
        (PADDED.replace("out,", "out, total_length=9,"), KNOWN),
        (PADDED.replace("out,", "out, total_length=5,"), KNOWN),
        (PADDED, "[3, 6, 3, 1]"),
        (PADDED, "[3, 3, 3, 0]"),
        (PADDED, "[3, 3, 3, 2, 1]"),
        (PADDED, "[12, 3, 3, 2]"),
        (STATES, "[7, 6, 3, 1]"),
        ("return self.fc(out.data)", KNOWN),
        ("return self.fc(out)", KNOWN),
        ("out = PackedSequence(torch.relu(out.data), out.batch_sizes)\n        " + PADDED, KNOWN),
        ("return [self.fc(part) for part in unpack_sequence(out)]", KNOWN),
        ("return self.rnn(pack_sequence([torch.zeros(3, 8), torch.zeros(2, 8)]))[1]", KNOWN),
        ("return self.rnn(pack_sequence([torch.zeros(2, 8), torch.zeros(3, 8)]))[1]", KNOWN),
        ("return self.rnn(packed, (h[:, :2], c[:, :2]))[1]", KNOWN),
    ],
)
def test_with_known_lengths_it_is_as_real_torch_has_it(real_torch, out, lengths):
    code = tagger(out, lengths)
    report, truth = (
        ask(code, entry="net"),
        real_torch.run(code + "\nresult = net(x, LENGTHS)".replace("LENGTHS", lengths)),
    )
    assert report.verdict == ("fails" if truth.raised else "runs"), truth.message


def test_every_row_has_the_sizes_of_the_steps():
    report = ask(tagger(PADDED, KNOWN), entry="net")
    assert [(step.kind.rpartition(".")[2], step.output_shapes) for step in report.steps] == [
        ("Embedding", [[4, 9, 8]]),
        ("pack_padded_sequence", [[17, 8], [7]]),
        ("LSTM", [[17, 12], [7], [4, 4, 6], [4, 4, 6]]),
        ("pad_packed_sequence", [[4, 7, 12]]),
        ("Linear", [[4, 7, 3]]),
    ]
    assert report.steps[2].output_names == ["output.data", "output.batch_sizes", "h_n", "c_n"]
    assert report.steps[2].macs == 17 * sum((8 * 24, 6 * 24, 8 * 24, 6 * 24, 12 * 24, 6 * 24, 12 * 24, 6 * 24))


def test_lengths_out_of_order_are_told_apart():
    code = tagger(PADDED, "[3, 6, 3, 1]").replace(
        "batch_first=True)\n        out", "batch_first=True, enforce_sorted=False)\n        out"
    )
    report = ask(code, entry="net")
    assert report.output_shapes == [[4, 6, 3]]
    assert report.steps[1].output_names == ["data", "batch_sizes", "sorted_indices", "unsorted_indices"]


@pytest.mark.parametrize(
    ("out", "shape"), [(STATES, [4, 3]), (PADDED.replace("out,", "out, total_length=9,"), [4, 9, 3])]
)
def test_what_does_not_hang_on_unknown_lengths_is_known(out, shape):
    report = ask(tagger(out, COUNTED), entry="net")
    assert (report.verdict, report.output_shapes) == ("runs", [shape])
    assert report.steps[2].output_names == ["h_n", "c_n"]


def test_what_hangs_on_unknown_lengths_is_named():
    report = ask(tagger(PADDED, COUNTED), entry="net")
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "value-dependent")
    assert "pad_packed_sequence" in report.findings[0].message


def test_given_sizes_are_filled_with_the_lengths_of_the_paste_where_they_fit():
    assert ask(tagger(PADDED, KNOWN), [4, 9], [4], entry="net").output_shapes == [[4, 7, 3]]
    assert ask(tagger(PADDED, KNOWN), [5, 9], [5], entry="net").verdict == "cannot-tell"


def test_more_lengths_than_sequences_are_refused_even_where_they_are_unknown():
    assert ask(tagger(PADDED, KNOWN), [4, 9], [5], entry="net").findings[0].severity == "error"
