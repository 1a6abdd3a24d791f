"""Hooks by which a class changes what attributes, calls and classes mean, and decorators."""

from tests.attacks.family import Family

_HOOKS = """__getattr__ __getattribute__ __setattr__ __delattr__ __new__ __del__ __call__ __getitem__ __setitem__ __len__ __iter__
    __next__ __bool__ __eq__ __ne__ __lt__ __hash__ __index__ __int__ __float__ __str__ __repr__ __format__ __enter__ __exit__
    __contains__ __add__ __radd__ __iadd__ __mul__ __neg__ __matmul__ __class_getitem__ __init_subclass__ __set_name__ __get__
    __set__ __prepare__ __instancecheck__ __subclasscheck__ __reduce__ __reduce_ex__ __getstate__ __setstate__ __deepcopy__
    __copy__ __dir__ __sizeof__ __torch_function__ __reversed__ __missing__ __mro_entries__ __post_init__ __await__ __aiter__
    __slots__ __match_args__ __class__ __dict__ __init__ extra_repr train parameters named_modules modules children apply to
    state_dict _apply register_module add_module named_parameters zero_grad cuda eval""".split()
_USES = """x = a + 1; x = 1 + a; x = -a; x = a[0]; a[0] = 1; x = a == a; x = a < a; x = len(a); x = [i for i in a]; x = f'{a:>9}'; x = a()
x = str(a), repr(a), hash(a), bool(a), int(a); x = {a: a}; x = 1 in a; x = sorted([a, a]); x = max(a, a); x = sum([a, a]); x = x + a; x = x[a]
x = torch.cat([a]); x = nn.Linear(a, a); x = copy.deepcopy(a); x = range(a); x = [1, 2][a]; x = 'a' * a; x = a.b; a.b = 1; del a.b; x = *a,; x = {**a}
x = isinstance(a, type(a)); x = print(*a); x = torch.zeros(a); x = x.view(a); x = np.zeros(a); x = ' '.join(a); x = dict(a); x = set(a); x = min(a)
x = functools.reduce(lambda p, q: p, a); x = list(itertools.chain(a, a)); x = list(zip(a, a)); x = any(a); x = a @ a; x = all(a); x = list(map(a, a))
x = nn.Sequential(*a); x = nn.ModuleList(a); self.a = a; x = torch.tensor(a); x = x.reshape(a, a); x = F.pad(x, a); x = round(a); x = abs(a)""".replace("; x", "\nx").replace("; a", "\na").replace("; del", "\ndel").replace("; self", "\nself").splitlines()
_LIES = ("return self", "return -1", "return 2**255", "return 10**9", "return None", "raise ValueError(self)", "return [self] * 3", "return self[0]",
         "return self == self", "return str(self)", "return type(self)()", "yield self", "return lambda *a: self", "while True: yield 1", "return 'a'", "return x")  # fmt: skip


def _object(lie: str, base: str) -> str:
    methods = "".join(
        f"    def {name}(self, *args, **kwargs):\n        {lie}\n"
        for name in _HOOKS[:30]
        if name not in {"__getattr__", "__getattribute__", "__setattr__", "__delattr__", "__new__"}
    )
    return f"class A{base}:\n{methods}a = A()\n"


_DECORATORS = """exec eval open print type property staticmethod classmethod torch.no_grad() torch.jit.script nn.Module nn.Linear(1,1) lambda(f):f
    functools.partial functools.partial(print) functools.wraps(print) functools.lru_cache(10**9) functools.cache functools.reduce copy.deepcopy super
    [].append setattr getattr self x.__class__ (lambda(f):open) [exec][0] int list Exception torch.compile torch.cat nn.Sequential nn.ModuleList
    __import__('os').system globals() vars dir breakpoint object type(print) len sum range torch.autograd.Function dataclass""".split()
_WRAPPED = ("@{d}\ndef f(x):\n    return x\ny = f(x)", "@{d}\nclass A(nn.Module):\n    pass\ny = A()", "class A:\n    @{d}\n    def f(self):\n        return 1\ny = A().f")

ATTACKS = Family(
    lines=tuple(f"class A(nn.Module):\n    def {hook}(self, *args, **kwargs):\n        return self\ny = A()\ny = y.b\ny = y(x)\nself.a = A()" for hook in _HOOKS)
    + tuple(_object(lie, base) + _USES[number % len(_USES)] for number, lie in enumerate(_LIES * 8) for base in (("", "(nn.Module)")[number % 2],))
    + tuple(_object(_LIES[number % len(_LIES)], "") + use for number, use in enumerate(_USES))
    + tuple(form.format(d=decorator.replace("(f)", " f")) for number, decorator in enumerate(_DECORATORS) for form in (_WRAPPED[number % 3],))
    + (
        "class A(metaclass=type): pass", "class A(metaclass=lambda *a: open): pass", "class A(nn.Module, exec=1): pass", "class A(*[nn.Module] * 9999): pass",
        "class A(A): pass", "class A(nn.Module, nn.Module): pass", "class A(nn.Linear, nn.Conv2d): pass", "class A(int): pass", "class A(type): pass",
        "class A(object, nn.Module): pass\nA()", "class A(print): pass", "class A(x): pass", "class A(self): pass\nA()", "class A(Exception): pass\nraise A(A)",
        "A = type('A', (nn.Module,), {'forward': exec})\ny = A()(x)", "A = type('A', (), {'__getattr__': open})\ny = A().b", "y = type(type)(1)",
        "class A:\n    open = open", "class A:\n    exec('1')", "class A:\n    for i in range(10**9): pass", "class A:\n    class A:\n        class A: pass\ny = A.A.A()",
        "class A:\n    def f(self): return super().f()\ny = A().f()", "class A(nn.Module):\n    def __init__(self): self.__init__()\nA()",
        "class A(nn.Module):\n    def __init__(self): super(A, A).__init__()\nA()", "class A(nn.Module):\n    def __init__(self): super(nn.Linear, self).__init__(1, 1)\nA()",
        "class A(nn.Module):\n    def __init__(self): super(1, 2).__init__()\nA()", "y = super(nn.Module, self).forward(x)", "y = super().__getattribute__('a')",
        "y = super.__init__(self)", "y = super(type(self), self)\ny.__init__()", "class A:\n    a = property(lambda self: self.a)\ny = A().a",
        "class A:\n    @property\n    def a(self): return self.a\n    @a.setter\n    def a(self, v): self.a = v\nA().a = 1", "class A(nn.Module): forward = nn.Linear(2, 2)\ny = A()(x)",
        "class A(nn.Module): forward = exec\ny = A()(x)", "class A(nn.Module):\n    forward = property(lambda s: s.forward)\ny = A()(x)",
        "class A(nn.Sequential):\n    def forward(self, x): return self(x)\ny = A()(x)", "class A(nn.Module):\n    def forward(self, x): return self.__call__(x)\ny = A()(x)",
        "def f(a=[]):\n    a.append(a)\n    return f(a)\nf()", "def f(a=[0] * 10**9): pass", "def f(a=open('/etc/passwd')): pass\nf()", "def f(a=(lambda: a)): return a()\nf()",
        "def f(*a, **k): return f(*a, *a, **k)\nf(1)", "def f(a, /, b, *, c=print): return c.__self__\nf(1, 2)", "f = lambda *a: f(a)\nf()", "f = lambda a=1, *b, **c: c.__class__\nf()",
    ),
)  # fmt: skip
