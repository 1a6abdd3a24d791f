"""The verdict is what real CPU torch does when the entry is built and called once, and an honest "cannot tell" else."""

import pytest

from tests.checker.asking import NET, ask, forward, module, slugs

RUNS = {
    "a residual add": ("y = self.a(x)\nreturn x + y", "self.a = nn.Conv2d(3, 3, 3, padding=1)"),
    "a loop over a ModuleList": (
        "for a in self.a:\n    x = a(x)\nreturn x",
        "self.a = nn.ModuleList([nn.Conv2d(3, 3, 1)] * 2)",
    ),
    "a broadcast": ("return x + torch.zeros(3, 1, 1)", "pass"),
    "an unpacked shape": ("b, c, h, w = x.shape\nreturn x.view(b, c * h * w)", "pass"),
    "arithmetic on sizes": ("return x.reshape(x.size(0) * 2, -1)[: x.size(0)]", "pass"),
    "a list of layers": ("for a in self.a:\n    x = a(x)\nreturn x", "self.a = [nn.Conv2d(3, 3, 1)]"),
    "a linear layer on the last axis": ("return self.a(x)", "self.a = nn.Linear(8, 2)"),
    "an assert that holds": ("assert x.shape[1] == 3, 'three channels'\nreturn x", "pass"),
    "a caught exception": (
        "try:\n    return self.a(x)\nexcept RuntimeError:\n    return x",
        "self.a = nn.Linear(9, 2)",
    ),
    "a keyword call": ("return self.a(input=x)", "self.a = nn.Conv2d(3, 4, 1)"),
    "an Unpack of a chunk": ("a, b = x.chunk(2, dim=3)\nreturn torch.cat([a, b], 3)", "pass"),
    "an einsum": ("return torch.einsum('bchw,cd->bdhw', x, torch.zeros(3, 5))", "pass"),
    "interpolate to a size": ("return F.interpolate(x, size=(5, 7), mode='bilinear')", "pass"),
    "a local function": ("def twice(v):\n    return v + v\nreturn twice(x)", "pass"),
    "a while loop on a size": ("while x.shape[-1] > 1:\n    x = F.max_pool2d(x, 2)\nreturn x", "pass"),
}
FAILS = {
    "a raise": ("raise ValueError('no')", "pass"),
    "an assert that does not hold": ("assert x.shape[1] == 4\nreturn x", "pass"),
    "a Linear on the wrong axis": ("return self.a(x)", "self.a = nn.Linear(9, 2)"),
    "two shapes that do not broadcast": ("return x + torch.zeros(2, 1)[:, :, None, None].expand(2, 4, 1, 1)", "pass"),
    "a cat of different sizes": ("return torch.cat([x, x[:, :, 1:]], 1)", "pass"),
    "a name that nobody has": ("return y", "pass"),
    "a call of a number": ("return self.a(x)", "self.a = 3"),
    "a division by zero": ("return x[: 1 // 0]", "pass"),
    "an index out of range": ("return x[:, 3]", "pass"),
    "a key that is missing": ("return {'a': x}['b']", "pass"),
    "too many values to unpack": ("a, b = x.shape\nreturn x", "pass"),
    "an argument too many": ("return self.a(x, x)", "self.a = nn.ReLU()"),
    "a view of what permute has turned": ("return x.permute(0, 2, 3, 1).view(2, -1)", "pass"),
    "a ModuleList that is called": ("return self.a(x)", "self.a = nn.ModuleList([nn.ReLU()])"),
    "a ModuleDict with numbers for keys": ("return x", "self.a = nn.ModuleDict({0: nn.ReLU()})"),
    "dilation zero": ("return self.a(x)", "self.a = nn.Conv2d(3, 4, 3, dilation=0)"),
    "a softmax over an axis that is not there": ("return F.softmax(x, dim=7)", "pass"),
    "an integer input of a linear layer": ("return self.a(x.long())", "self.a = nn.Linear(8, 2)"),
    "output_padding as large as the stride": (
        "return self.a(x)",
        "self.a = nn.ConvTranspose2d(3, 4, 3, output_padding=1)",
    ),
    "a kernel of three numbers for two axes": ("return self.a(x)", "self.a = nn.Conv2d(3, 4, (3, 3, 3))"),
    "a module that is built wrong": ("return x", "self.a = nn.Linear(3.5, 2)"),
}


@pytest.mark.parametrize(("body", "init"), RUNS.values(), ids=RUNS.keys())
def test_what_runs_runs(body, init, real_torch):
    report, truth = forward(body, init=init), real_torch.run(module(body, init), [[2, 3, 8, 8]], "Net")
    assert not truth.raised
    assert report.verdict == "runs"
    assert (report.output_shapes, report.total_params, report.macs) == (truth.shapes, truth.params, truth.macs)


@pytest.mark.parametrize(("body", "init"), FAILS.values(), ids=FAILS.keys())
def test_what_raises_fails_with_an_error(body, init, real_torch):
    report, truth = forward(body, init=init), real_torch.run(module(body, init), [[2, 3, 8, 8]], "Net")
    assert truth.raised
    assert report.verdict == "fails"
    assert report.findings[0].severity == "error"


CANNOT_TELL = {
    "a branch on values": ("if x.sum() > 0:\n    return x\nreturn x[0]", "value-dependent"),
    "a loop on values": ("while x.mean() > 0:\n    x = x[:-1]\nreturn x", "value-dependent"),
    "a size from values": ("return torch.zeros(int(x.sum()))", "value-dependent"),
    "a mask": ("return x[x > 0]", "value-dependent"),
    "an item": ("return x[: x.argmax().item()]", "value-dependent"),
    "a length": ("return x[: x[0, 0].long()]", "value-dependent"),
    "nonzero": ("return torch.nonzero(x)", "value-dependent"),
    "a file": ("return x[: len(open('a').read())]", "unsupported"),
    "something imported": ("return mystery.layer(x)", "unknown-import"),
    "an endless loop": ("while True:\n    pass", "stopped"),
}


@pytest.mark.parametrize(("body", "slug"), CANNOT_TELL.values(), ids=CANNOT_TELL.keys())
def test_what_cannot_be_told_is_a_note_that_names_its_line(body, slug):
    report = forward(body, supplied="import mystery")
    assert report.verdict == "cannot-tell"
    first = report.findings[0]
    assert (first.slug, first.severity) == (slug, "note")
    assert first.span is not None
    assert report.output_shapes == []
    assert not [finding for finding in report.findings if finding.severity == "error"]


AFTER = [
    "1 / 0",
    "raise ValueError",
    "undefined_name",
    "net2 = nn.Linear('a')",
    "import nothing_like_this\nnothing_like_this.x()",
    "for batch in loader:\n    net(batch)",
    "net(torch.zeros(9))",
    "exec('1')",
]
AROUND = [
    "import torchvision\nfrom torchvision import transforms",
    "import matplotlib.pyplot as plt\nplt.figure()",
    "optimizer = torch.optim.Adam(Net().parameters(), lr=1e-3)",
    "criterion = nn.CrossEntropyLoss()",
    "train = torchvision_like.load()",
    "print('hello', 1 + 1)",
    "device = 'cuda' if torch.cuda.is_available() else 'cpu'",
    "with open('x.txt') as file:\n    text = file.read()",
    "import argparse\np = argparse.ArgumentParser()",
]


@pytest.mark.parametrize("after", AFTER)
def test_lines_behind_the_call_never_decide(after):
    report = ask(f"{NET}\nnet = Net()\nout = net(torch.randn(1, 3, 32, 32))\n{after}\n")
    assert (report.verdict, report.output_shapes) == ("runs", [[1, 10]])


@pytest.mark.parametrize("around", AROUND)
def test_what_the_model_does_not_need_is_stepped_over(around):
    report = ask(f"{NET}\n{around}\nmodel = Net()\n", [1, 3, 32, 32], entry="model")
    assert (report.verdict, report.output_shapes) == ("runs", [[1, 10]])


def test_a_silent_bug_leaves_the_verdict_and_is_a_warning():
    report = forward("return self.a(x.view(-1, 96))", init="self.a = nn.Linear(96, 5)")
    assert (report.verdict, report.output_shapes) == ("runs", [[4, 5]])
    assert ("folded-batch", "warning") in {(finding.slug, finding.severity) for finding in report.findings}


def test_the_first_finding_is_the_first_cause_in_order_of_execution():
    body = "x = self.a(x)\nx = self.b(x)\nreturn self.c(x)"
    init = "self.c = nn.Linear(3, 3)\nself.b = nn.Conv2d(9, 4, 1)\nself.a = nn.Conv2d(5, 7, 1)"
    report = forward(body, init=init)
    errors = [finding for finding in report.findings if finding.severity == "error"]
    assert [finding.span.line for finding in errors[:2]] == [10, 9]


def test_nothing_at_all_is_an_ordinary_report():
    for code in ["", "\n\n", "# only a comment", "x = 1", "import torch"]:
        report = ask(code, [1, 3])
        assert report.verdict == "cannot-tell"
        assert slugs(report)


@pytest.mark.parametrize("code", ["import torch\nx = torch.randn(2, 3)\ny = x.view(3, 2)\n", "print(1)"])
def test_a_paste_without_a_model_is_an_ordinary_report(code):
    report = ask(code)
    assert report.verdict in {"cannot-tell", "runs"}
