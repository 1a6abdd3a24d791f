"""A `LightningModule` is read as the `nn.Module` that it is; the rest of Lightning is outside."""

from tests.checker.asking import ask

CODE = """
import torch
from torch import nn
import pytorch_lightning as pl
class Net(pl.LightningModule):
    def __init__(self, rate=1e-3):
        super().__init__()
        self.save_hyperparameters()
        self.fc = nn.Linear(4, 2)
    def forward(self, x):
        return self.fc(x)
    def training_step(self, batch, index):
        self.log("loss", self(batch[0]).sum())
trainer = pl.Trainer(max_epochs=3)
trainer.fit(Net())
"""


def test_its_layers_are_rows_and_its_trainer_is_stepped_over():
    report = ask(CODE, [2, 4], entry="Net")
    assert (report.verdict, [step.kind for step in report.steps]) == ("runs", ["Linear"])
    assert report.findings == []


def test_a_name_of_lightning_that_is_not_read_is_an_unknown_import():
    report = ask(CODE.replace("nn.Linear(4, 2)", "pl.metrics.Head(4, 2)"), [2, 4], entry="Net")
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unknown-import")


HYPERPARAMETERS = """\
import os
import sys

import pytorch_lightning as pl
from torch import nn

FUSED = int(os.environ["FUSED"]) if "FUSED" in os.environ else 1


class Net(pl.LightningModule):
    def __init__(self, width=3, **others):
        super().__init__()
        self.save_hyperparameters()
        self.body = nn.Linear(4, self.hparams.width)
        self.head = nn.Linear(self.hparams["width"], self.hparams.get("classes", 2))
        assert FUSED == 1 and len(sys.argv) == 1

    def forward(self, x):
        return self.head(self.body(x))
"""
ENUM = """\
from enumlib import StrEnum
from torch import nn


class Mode(StrEnum):
    near = "nearest"


net = nn.Upsample(scale_factor=2, mode=Mode.near.value)
"""


def test_what_init_was_given_is_kept_as_hyperparameters():
    report = ask(HYPERPARAMETERS, [2, 4], entry="Net(5)")
    assert (report.verdict, report.output_shapes, report.total_params) == ("runs", [[2, 2]], 37)


def test_a_member_of_an_enum_from_outside_is_from_outside():
    report = ask(ENUM, [1, 2, 4, 4])
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unknown-import")
    assert "StrEnum" in report.findings[0].message


METRICS = """
from torch import nn
from torchmetrics import Accuracy
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.right = Accuracy(task="multiclass", num_classes=2).to("cpu")
        self.fc = nn.Linear(4, 2)
    def forward(self, x):
        return self.fc(x)
"""


def test_a_metric_that_a_model_keeps_changes_nothing():
    report = ask(METRICS, [2, 4])
    assert (report.verdict, report.output_shapes, report.total_params) == ("runs", [[2, 2]], 10)
    assert report.findings == []


def test_what_a_metric_says_cannot_be_told():
    report = ask(METRICS.replace("self.fc(x)", "x * self.right(x, x)"), [2, 4])
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "value-dependent")
