"""`nn.TransformerEncoder` and its decoder around layers that the learner wrote, in the reader's own language.

Torch would call back into the learner's `forward` from inside its own; here the reader walks both.
"""

from app.checker.objects.definitions import ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ModuleValue
from app.checker.objects.values import Value
from app.checker.objects.written import classes
from app.checker.reader import Call

_SOURCE = """
class TransformerEncoder:
    def __init__(self, encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True):
        super().__init__()
        self.layers = ModuleList([deepcopy(encoder_layer) for _ in range(num_layers)])
        self.num_layers = num_layers
        self.norm = norm

    def forward(self, src, mask=None, src_key_padding_mask=None, is_causal=None):
        for layer in self.layers:
            src = layer(src, src_mask=mask, is_causal=bool(is_causal), src_key_padding_mask=src_key_padding_mask)
        return src if self.norm is None else self.norm(src)


class TransformerDecoder:
    def __init__(self, decoder_layer, num_layers, norm=None):
        super().__init__()
        self.layers = ModuleList([deepcopy(decoder_layer) for _ in range(num_layers)])
        self.num_layers = num_layers
        self.norm = norm

    def forward(self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None,
                memory_key_padding_mask=None, tgt_is_causal=None, memory_is_causal=False):
        for layer in self.layers:
            tgt = layer(tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask,
                        tgt_key_padding_mask=tgt_key_padding_mask, memory_key_padding_mask=memory_key_padding_mask,
                        tgt_is_causal=bool(tgt_is_causal), memory_is_causal=memory_is_causal)
        return tgt if self.norm is None else self.norm(tgt)
"""
_NAMES = frozenset({"TransformerEncoder", "TransformerDecoder"})


def stack_class(cls: LayerClass, call: Call) -> ClassValue | None:
    """The class to make in the place of torch's, where one of its arguments is a module of the learner's own."""
    given = (*call.args, *call.kwargs.values())
    if cls.layer.name not in _NAMES or not any(map(_is_written, given)):
        return None
    tables = call.reader.tables
    found = classes(_SOURCE)[cls.layer.name]
    found.bases = (LayerClass(tables.layers["Module"]),)
    helpers = {"ModuleList": LayerClass(tables.layers["ModuleList"]),
               "deepcopy": tables.modules["copy"].members["deepcopy"]}  # fmt: skip
    for method in found.attributes.values():
        if isinstance(method, FunctionValue):
            method.scope.names.update(helpers)
    return found


def _is_written(value: Value) -> bool:
    return isinstance(value, ModuleValue) and isinstance(value.kind, ClassValue)
