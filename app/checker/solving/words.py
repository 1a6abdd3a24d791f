"""The answers as sentences."""

from collections.abc import Mapping, Sequence

from app.checker.report import Shape
from app.checker.solving.models import AxisRanges, LayerQuestion, Range, Solution
from app.kit.words import listing

_FEW = 24
_LONG = {"L": "length", "D": "depth", "H": "height", "W": "width"}


def net_sentence(lead: Shape, axes: Sequence[AxisRanges], why: str | None, searched: int = 0) -> str:
    """`this net takes 30 to 33 px`."""
    if not axes:
        behind = f": {why}" if why else ""
        return f"no size of the input was found that this net takes{behind}"
    whole, *own = axes
    said = f"this net takes {ranges_text(whole.ranges)}, with {_channels(lead)}"
    for each in own:
        held = listing([f"a {_LONG[axis]} of {size}" for axis, size in each.held.items()])
        said += f"; with {held}, a {_LONG[each.axis]} of {ranges_text(each.ranges)}"
    return f"{said}, as far as {searched} sizes show" if searched else said


def run_sentence(known: Mapping[tuple[int, ...], bool]) -> str:
    """What was run, and how it went: `run in PyTorch: 30 and 33 px work, 29 and 34 px do not`."""
    squares = {sides[0]: went for sides, went in sorted(known.items()) if len(set(sides)) == 1}
    if len(squares) > _FEW:
        all_of_them = list(squares) == list(range(min(squares), max(squares) + 1))
        count = "every size" if all_of_them else f"{len(squares)} of the sizes"
        return f"run in PyTorch: {count} from {min(squares)} to {max(squares)} px"
    good, bad = ([str(side) for side, went in squares.items() if went is wanted] for wanted in (True, False))
    said = [f"{listing(good)} px work{'s' if len(good) == 1 else ''}"] if good else []
    said += [f"{listing(bad)} px {'does' if len(bad) == 1 else 'do'} not"] if bad else []
    return f"run in PyTorch: {', '.join(said)}"


def _channels(lead: Shape) -> str:
    return f"{lead[1]} channel{'' if lead[1] == 1 else 's'}"


def ranges_text(ranges: Sequence[Range]) -> str:
    """`30 to 33 px`, `32, 48, 64 px and so on: multiples of 16`."""
    return f"{listing([_range(each) for each in ranges])}"


def _range(each: Range) -> str:
    if each.high is None and each.step == 1:
        return "every size" if each.low == 1 else f"every size from {each.low} px up"
    if each.high is None:
        if each.low % each.step == 0:
            from_ = "" if each.low == each.step else f" from {each.low} up"
            return f"multiples of {each.step} px{from_}"
        return f"{each.low} px and every {each.step} more"
    if each.low == each.high:
        return f"{each.low} px"
    return f"{each.low} to {each.high} px" + (f" in steps of {each.step}" if each.step > 1 else "")


_OPEN = ("kernel_size", "stride", "padding", "output_padding")
_CLASSES = {"convolution": "Conv2d", "pooling": "MaxPool2d", "transposed convolution": "ConvTranspose2d"}
_RELATIONS = {"same": "keeps every size", "half": "halves every even size", "double": "doubles every size"}


def underdetermined(question: LayerQuestion) -> str | None:
    """What the question lacks: without a size there is nothing to solve for."""
    if question.input is None and question.output is None:
        return "give the input, the output, or what the output is to the input: same, half or double"
    return None


def unit(found: Solution, question: LayerQuestion) -> dict[str, str]:
    """The sentence, the arithmetic and the code of a solution."""
    return {
        "sentence": layer_sentence(found, question),
        "arithmetic": _arithmetic(found),
        "code": _code(found, question),
    }


def layer_sentence(found: Solution, question: LayerQuestion) -> str:
    """`padding 2 keeps 28`; `kernel 5, stride 2, padding 2 makes 28 into 14`."""
    chosen = _chosen(found, question)
    if found.inputs is not None:
        sizes = ranges_text([found.inputs]).removesuffix(" px")
        return f"{chosen}: {found.output} comes from {sizes}" if chosen else f"{found.output} comes from {sizes}"
    if found.input is None:
        return f"{chosen} {_RELATIONS[str(question.output)]}"
    said = chosen or "this layer"
    kept = f"keeps {found.input}" if found.output == found.input else f"makes {found.input} into {found.output}"
    return f"{said} {kept}"


def _chosen(found: Solution, question: LayerQuestion) -> str:
    """What the question left open, with what was chosen for it; an output padding of 0 is said where it is all."""
    names = [name for name in _OPEN if getattr(question, name) is None and getattr(found, name) is not None]
    if len(names) > 1 and not found.output_padding:
        names = [name for name in names if name != "output_padding"]
    return ", ".join(f"{name.removesuffix('_size').replace('_', ' ')} {getattr(found, name)}" for name in names)


def _arithmetic(found: Solution) -> str:
    """The formula with the numbers of the solution; backwards where the input was looked for."""
    k, s, p, d, extra = found.kernel_size, found.stride, found.padding, found.dilation, found.output_padding
    if found.inputs is not None:
        return _backwards(found)
    n = "n" if found.input is None else str(found.input)
    equals = "" if found.output is None else f" = {found.output}"
    if extra is not None:
        return f"({n} − 1)·{s} − 2·{p} + {d}·({k}−1) + {extra} + 1{equals}"
    left, right = "⌈⌉" if found.ceil_mode else "⌊⌋"
    return f"{left}({n} + 2·{p} − {d}·({k}−1) − 1) / {s}{right} + 1{equals}"


def _backwards(found: Solution) -> str:
    k, s, p, d, o = found.kernel_size, found.stride, found.padding, found.dilation, found.output
    low, high = (found.inputs.low, found.inputs.high) if found.inputs is not None else (0, 0)
    if found.output_padding is not None:
        return f"({o} − {found.output_padding} − 1 + 2·{p} − {d}·({k}−1)) / {s} + 1 = {low}"
    least = f"({o} − 1)·{s} − 2·{p} + {d}·({k}−1) + 1"
    if found.ceil_mode:
        return f"up to {least} = {high}, and with ceil_mode down to {low}"
    return f"{least} = {low}" + (f", up to {low} + {s} − 1 = {high}" if high != low else "")


def _code(found: Solution, question: LayerQuestion) -> str:
    """The layer as it is written; the channels are the reader's own."""
    cls = _CLASSES[question.type]
    channels = "" if question.type == "pooling" else "in_channels, out_channels, "
    given = [f"kernel_size={found.kernel_size}"]
    default = found.kernel_size if question.type == "pooling" else 1
    given += [f"stride={found.stride}"] if found.stride != default else []
    given += [f"padding={found.padding}"] if found.padding else []
    given += [f"output_padding={found.output_padding}"] if found.output_padding else []
    given += [f"dilation={found.dilation}"] if found.dilation != 1 else []
    given += ["ceil_mode=True"] if found.ceil_mode else []
    return f"nn.{cls}({channels}{', '.join(given)})"


def no_half(n: int | None) -> str:
    """An odd size has none."""
    half = (n or 0) // 2
    return f"{n} is odd and has no half: ask for {half} or {half + 1}"


def no_layer(question: LayerQuestion, nearest: Sequence[Solution]) -> str:
    """Why nothing fits, where that can be said; and what comes closest."""
    why = _odd_difference(question) or "no choice of what is open gives that"
    near = listing([each.sentence for each in nearest])
    return f"{why}; {near}" if near else why


def _odd_difference(question: LayerQuestion) -> str | None:
    """An even kernel takes away an odd number of cells, and padding gives back an even one."""
    kernel, stride = question.kernel_size, question.stride
    if question.output not in {"same", question.input}:
        return None
    if kernel is None or stride != 1 or question.type != "convolution" or question.dilation * (kernel - 1) % 2 == 0:
        return None
    lost = question.dilation * (kernel - 1)
    return (
        f"a kernel of {kernel} takes away {lost}, which is odd, and padding on both sides gives back an even number; "
        "padding='same' pads one more on the right"
    )
