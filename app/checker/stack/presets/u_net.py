"""U-Net with padded convolutions and batch normalisation, so that input and output are equally large."""

from app.checker.stack.preset import RELU, Preset, Rows, concat, conv, layer, normed, pool

CHANNELS = (64, 128, 256, 512, 1024)


def _twice(before: int, after: int) -> Rows:
    return [
        *normed(conv(before, after, 3, padding=1, bias=False), after, RELU),
        *normed(conv(after, after, 3, padding=1, bias=False), after, RELU),
    ]


def _up(channels: int) -> Rows:
    return [layer("ConvTranspose2d", in_channels=channels, out_channels=channels // 2, kernel_size=2, stride=2)]


def _below(channels: tuple[int, ...]) -> Rows:
    """What lies below one level: down, twice, the level below it, and up again."""
    here, deeper, *rest = channels
    inner = [concat(_below(channels[1:])), *_twice(2 * deeper, deeper)] if rest else []
    return [pool(2), *_twice(here, deeper), *inner, *_up(deeper)]


PRESET = Preset(
    slug="u-net",
    title="U-Net",
    source="Ronneberger, Fischer and Brox 2015, with padding and batch normalisation",
    input_shape=[1, 3, 256, 256],
    layers=[*_twice(3, 64), concat(_below(CHANNELS)), *_twice(128, 64), conv(64, 2, 1)],
    params=31_037_698,
)
