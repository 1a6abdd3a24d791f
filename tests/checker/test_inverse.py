"""The formulas backwards are those forwards: a size is in the interval if and only if its output is the wanted one."""

from fractions import Fraction

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from app.checker.solving.inverse import ANY, Fixed, Grow, Interval, Pad, Scale, Slide, composed

MOST = 130
small = st.integers(1, 7)
slides = st.builds(
    lambda k, s, p, d, c: Slide(k, s, 2 * min(p, k // 2), 1 if c else d, c),
    small, st.integers(1, 5), st.integers(0, 3), st.integers(1, 3), st.booleans(),
)  # fmt: skip
grows = st.builds(Grow, small, st.integers(1, 4), st.integers(0, 2), st.integers(1, 2), st.just(0))
scales = st.builds(Scale, st.sampled_from([Fraction(2), Fraction(3, 2), Fraction(1, 2), Fraction(4)]))
steps = st.one_of(slides, grows, scales, st.builds(Pad, st.integers(-3, 4)), st.builds(Fixed, small))
wishes = st.builds(
    lambda low, more: Interval(low, low + more if more is not None else None),
    st.integers(1, 12), st.one_of(st.none(), st.integers(0, 5)),
)  # fmt: skip


def holds(interval: Interval | None, n: int) -> bool:
    return interval is not None and n >= interval.low and (interval.high is None or n <= interval.high)


@given(steps, wishes)
def test_a_size_is_found_just_where_its_output_is_wanted(step, wanted):
    found = step.inputs(wanted)
    assert [n for n in range(1, MOST) if holds(found, n)] == [
        n for n in range(1, MOST) if holds(wanted, step.output(n))
    ]


@given(st.lists(steps, max_size=5), wishes)
def test_steps_compose_backwards(chain, wanted):
    def passes(n: int) -> bool:
        for step in chain:
            n = step.output(n)
            if n < 1:
                return False
        return holds(wanted, n)

    found = composed(chain, wanted)
    assert [n for n in range(1, MOST) if holds(found, n)] == [n for n in range(1, MOST) if passes(n)]


@given(slides, st.integers(1, 40))
def test_a_slide_is_what_torch_does(step, n):
    given_ = torch.empty(1, 1, n)
    if step.ceil_mode:
        layer: nn.Module = nn.MaxPool1d(step.kernel, step.stride, step.padding // 2, step.dilation, ceil_mode=True)
    else:
        layer = nn.Conv1d(1, 1, step.kernel, step.stride, step.padding // 2, step.dilation)
    try:
        size = layer(given_).shape[-1]
    except RuntimeError:
        size = 0
    assert max(step.output(n), 0) == size


@given(grows, st.integers(1, 30))
def test_a_growing_step_is_what_torch_does(step, n):
    layer = nn.ConvTranspose1d(1, 1, step.kernel, step.stride, step.padding, dilation=step.dilation)
    try:
        size = layer(torch.empty(1, 1, n)).shape[-1]
    except RuntimeError:
        size = 0
    assert max(step.output(n), 0) == size


def test_the_interval_of_a_lenet_is_four_sizes():
    lenet = [Slide(5), Slide(2, 2), Slide(5), Slide(2, 2)]
    assert composed(lenet, Interval(5, 5)) == Interval(32, 35)
    assert composed(lenet) == Interval(16)
    assert composed([*lenet, Fixed(5)], Interval(5, 5)) == Interval(16)
    assert composed([*lenet, Fixed(4)], Interval(5, 5)) is None
    assert composed([], ANY) == ANY
