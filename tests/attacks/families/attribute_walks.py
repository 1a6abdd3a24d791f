"""Every dunder and frame that leads out of a sandbox, by every path on which Python reads an attribute."""

from itertools import product

from tests.attacks.family import Family

_ROOTS = ("()", "self", "x", "nn.Linear", "super()", "make", "error", "np", "Exception('a')", "(i for i in [1])")
_NAMES = ("__class__", "__globals__", "__subclasses__", "__dict__", "gi_frame", "__code__")
_ALL_NAMES = """
    __class__ __bases__ __base__ __mro__ mro __subclasses__ __dict__ __globals__ __builtins__ __code__ __closure__
    __defaults__ __kwdefaults__ __func__ __self__ __wrapped__ __module__ __loader__ __spec__ __file__ __path__
    __import__ __reduce__ __reduce_ex__ __getstate__ __init__ __new__ __getattribute__ __getattr__ __setattr__
    __traceback__ __context__ __cause__ tb_frame tb_next f_back f_globals f_locals f_builtins gi_frame gi_code
    cr_frame ag_frame __annotations__ __doc__ __weakref__ __init_subclass__ __sizeof__ __dir__ __format__ __hash__
    _modules _parameters _buffers _apply _backward_hooks stride_value tensor module kind attributes run reader real
""".split()
_PATHS = (
    "y = ({root}).{name}",
    "y = getattr({root}, '{name}')",
    "y = getattr({root}, '{name}', 1)",
    "y = hasattr({root}, '{name}')",
    "y = f'{{({root}).{name}!r:>{{9}}}}'",
    "y = '{{0.{name}}}'.format({root})",
    "y = '{{0[{name}]}}'.format({root})",
    "y = '{{a.{name}}}'.format_map({{'a': {root}}})",
    "y = '%({name})s' % {root}",
    "y = operator.attrgetter('{name}')({root})",
    "y = operator.methodcaller('{name}')({root})",
    "y = functools.partial(getattr, {root})('{name}')",
    "y = functools.reduce(getattr, ['{name}', '{name}'], {root})",
    "y = sorted([{root}], key=lambda a: a.{name})",
    "y = list(map(lambda a: a.{name}, [{root}]))",
    "y = next(filter(lambda a: a.{name}, [{root}]))",
    "y = type({root}).{name}",
    "y = object.__getattribute__({root}, '{name}')",
    "y = vars({root})['{name}']",
    "y = ({root}).__dict__['{name}']",
    "y = ({root}).__getattribute__('{name}')",
    "match {root}:\n    case object({name}=y):\n        pass",
    "for y in [({root}).{name}]:\n    y()",
    "with ({root}).{name} as y:\n    y",
    "raise ValueError(({root}).{name})",
    "assert ({root}).{name}, f'{{({root}).{name}}}'",
    "del ({root}).{name}",
    "({root}).{name} += 1",
    "lambda a=({root}).{name}: a",
)  # fmt: skip

ATTACKS = Family(
    lines=tuple(
        path.format(root=_ROOTS[number % len(_ROOTS)], name=name)
        for number, (path, name) in enumerate(product(_PATHS, _NAMES[:3]))
    )
    + tuple(_PATHS[number % 2].format(root=root, name=name) for number, (root, name) in enumerate(product(
        ("self", "x", "make", "nn.Module", "self.forward"), _ALL_NAMES)) if number % 3 == 0),
)  # fmt: skip
