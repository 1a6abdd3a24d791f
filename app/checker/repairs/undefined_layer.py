"""`self.relu(x)` of a class that never made `self.relu`: a layer that needs no numbers to be made."""

import ast
from collections.abc import Iterator

from app.checker.faults import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.surroundings import classes, methods

_MADE = {
    "relu": "ReLU()", "act": "ReLU()", "activation": "ReLU()", "sigmoid": "Sigmoid()", "tanh": "Tanh()",
    "gelu": "GELU()", "silu": "SiLU()", "elu": "ELU()", "selu": "SELU()", "leakyrelu": "LeakyReLU()",
    "leaky_relu": "LeakyReLU()", "softplus": "Softplus()", "softmax": "Softmax(dim=1)", "flatten": "Flatten()",
    "dropout": "Dropout()", "drop": "Dropout()", "pool": "MaxPool2d(2)", "maxpool": "MaxPool2d(2)",
    "max_pool": "MaxPool2d(2)", "avgpool": "AvgPool2d(2)", "avg_pool": "AvgPool2d(2)", "identity": "Identity()",
}  # fmt: skip
"""What the name can hardly stand for anything else than; a pooling is a guess that is tried."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, MissingAttribute) or not fault.of_self:
        return
    made = _MADE.get(fault.name.lower().rstrip("0123456789"))
    nn = "nn" if any(a.id == "nn" for a in ast.walk(trouble.source.tree) if isinstance(a, ast.Name)) else "torch.nn"
    for cls in classes(trouble.source.tree) if made else ():
        init = next((method for method in methods(cls) if method.name == "__init__"), None)
        if cls.name == fault.owner and init is not None:
            new = f"self.{fault.name} = {nn}.{made}"
            indent = trouble.source.prefix(init.body[0].lineno)
            yield Proposal(f"add {new}", (Edit(span=trouble.source.end(init.body[-1]), new=f"\n{indent}{new}"),))


REPAIR = Repair(_propose)
