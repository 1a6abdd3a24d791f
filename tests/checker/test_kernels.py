"""The fast shape functions and PyTorch's own give the same verdicts; elsewhere the tests run the fast ones."""

import os
import subprocess
import sys

import torch
from torch.nn import functional

from tests.conftest import ROOT

TRUTH = ("tests/checker/test_truth_grid.py", "tests/checker/test_bad_calls.py", "tests/checker/test_random_calls.py")


def test_the_fast_functions_serve_with_this_pytorch(kernels: str) -> None:
    assert kernels == os.environ.get("STRIDE_KERNELS", "fast")


def test_the_truth_grid_and_the_bad_calls_hold_for_the_stock_functions_too() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TRUTH],
        cwd=ROOT, env={**os.environ, "STRIDE_KERNELS": "stock"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-4000:]


def test_another_release_of_pytorch_keeps_the_stock_functions() -> None:
    code = "from app.checker.devices import kernels; kernels.TESTED = ('0.',); print(kernels.install())"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["stock"]


def test_a_map_keeps_its_layout_and_its_kind_of_number() -> None:
    given = torch.empty(2, 8, 6, 6, device="meta", dtype=torch.float64).contiguous(memory_format=torch.channels_last)
    for made in (functional.relu(given), functional.adaptive_avg_pool2d(given, 3), functional.dropout(given)):
        assert made.dtype is torch.float64
        assert made.is_contiguous(memory_format=torch.channels_last)
