"""Hooks on modules: those around `forward` are called, those of the backward pass and of loading hear nothing here."""

from collections.abc import Callable

from app.checker.objects.instances import Hooks, ModuleValue, ObjectValue
from app.checker.objects.values import Value
from app.checker.objects.written import classes
from app.checker.provided import Library, alike
from app.checker.reader import Builtin, Call

_HANDLE = classes("class RemovableHandle:\n    def remove(self):\n        return None")["RemovableHandle"]


def _idle(_call: Call) -> Value:
    return ObjectValue(_HANDLE)


def _registered(choose: Callable[[Hooks], list[Value]]) -> Callable[[Call], Value]:
    """`layer.register_forward_hook(keep)`: a handle whose `remove()` takes the hook away again."""

    def run(call: Call) -> Value:
        value, hook = call.needed(0), call.argument(1, "hook")
        if not isinstance(value, ModuleValue):
            raise call.error("TypeError", "this method needs a module")
        value.hooks = value.hooks or Hooks()
        held = choose(value.hooks)
        call.reader.meter.items(len(held) + 1, call.node, new=1)
        held.append(hook)

        def remove(_call: Call) -> Value:
            held[:] = [other for other in held if other is not hook]
            return None

        return ObjectValue(_HANDLE, {"remove": Builtin("remove", remove)})

    return run


_UNHEARD = alike(
    "register_backward_hook register_full_backward_hook register_full_backward_pre_hook "
    "register_load_state_dict_pre_hook register_load_state_dict_post_hook register_state_dict_pre_hook "
    "register_state_dict_post_hook _register_load_state_dict_pre_hook _register_state_dict_hook",
    _idle,
)

LIBRARY = Library(
    methods={
        "Module": {
            "register_forward_hook": Builtin("register_forward_hook", _registered(lambda hooks: hooks.after)),
            "register_forward_pre_hook": Builtin("register_forward_pre_hook", _registered(lambda hooks: hooks.before)),
            **{name: value for name, value in _UNHEARD.items() if isinstance(value, Builtin)},
        },
        "Tensor": {"register_hook": Builtin("register_hook", _idle)},
    }
)
