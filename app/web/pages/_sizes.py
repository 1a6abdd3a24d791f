"""The form of a question about one layer: text as it was typed, and the question that it asks."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.checker.solving.models import LayerQuestion
from app.kit.refusals import refusals

Text = Annotated[str, Field(max_length=40)]
NAMES = {
    "input": "input size", "output": "output size", "kernel_size": "kernel", "stride": "stride", "padding": "padding",
    "dilation": "dilation", "output_padding": "output padding", "ceil_mode": "ceil_mode", "type": "layer",
}  # fmt: skip
FORMULAS = {
    "convolution": "⌊(n + 2p − d·(k−1) − 1) / s⌋ + 1",
    "pooling": "⌊(n + 2p − d·(k−1) − 1) / s⌋ + 1",
    "transposed convolution": "(n − 1)·s − 2p + d·(k−1) + output_padding + 1",
}


class LayerForm(BaseModel):
    """What a person filled in; what is empty is looked for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: Text = "convolution"
    input: Text = ""
    output: Text = ""
    kernel_size: Text = ""
    stride: Text = ""
    padding: Text = ""
    dilation: Text = ""
    output_padding: Text = ""
    ceil_mode: Text = ""

    def question(self) -> LayerQuestion:
        """The question that it asks.

        Raises:
            ValueError: a field cannot be read; the message is for the person who filled it in.
        """
        typed = {name: value.strip().lower() for name, value in self.model_dump(exclude={"type", "ceil_mode"}).items()}
        asked: dict[str, object] = {name: _value(value) for name, value in typed.items() if value}
        asked |= {"ask": "layer", "type": self.type, "ceil_mode": bool(self.ceil_mode)}
        asked.setdefault("output_padding", None)
        try:
            return LayerQuestion.model_validate(asked)
        except ValidationError as fault:
            told = refusals(fault.errors(), asked)
            fields = (f"{NAMES.get(field, field)}: {why}" for field, why in told.items())
            raise ValueError(f"look at the {'; the '.join(fields)}") from None


def _value(text: str) -> int | str:
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() else text
