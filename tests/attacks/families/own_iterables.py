"""What Python's own functions are fed with by a paste: objects that lie about their length, their items and their order."""

from itertools import product

from tests.attacks.family import Family

_OBJECTS = (
    "class A:\n    def __iter__(self): return self\n    def __next__(self): return 1\n", "class A:\n    def __iter__(self):\n        while True: yield 1\n", "class A:\n    def __len__(self): return 10**9\n    def __getitem__(self, i): return i\n", "class A:\n    def __len__(self): return -1\n    def __getitem__(self, i): return i\n",
    "class A:\n    def __len__(self): return 2**255\n    def __getitem__(self, i): return self\n", "class A:\n    def __len__(self): return 19999\n    def __getitem__(self, i): return A()\n", "class A:\n    def __getitem__(self, i): return i\n", "class A:\n    def __iter__(self): return iter([A()])\n", "class A:\n    def __iter__(self): return A()\n",
    "class A:\n    def __iter__(self): return [self] * 19999\n", "class A:\n    def __iter__(self): raise ValueError(self)\n", "class A:\n    def __iter__(self): return 1\n", "class A(nn.Module):\n    def __iter__(self): return iter(self)\n    def __len__(self): return len(self)\n", "class A(nn.ModuleList):\n    def __iter__(self): return iter([A()] * 999)\n",
    "class A(nn.Sequential):\n    def __getitem__(self, i): return self[i]\n    def __len__(self): return 10**9\n", "class A(list): pass\n", "class A(dict): pass\n", "class A(str): pass\n", "class A(tuple):\n    def __new__(cls): return cls\n", "class A(Exception):\n    def __iter__(self): return self\n", "A = lambda: range(10**15)\n", "A = lambda: torch.zeros(10**6)\n", "A = lambda: (i for i in range(19999))\n", "A = lambda: np.zeros((100, 600))\n",
    "class A:\n    def __index__(self): return 10**9\n    def __int__(self): return 10**400\n    def __hash__(self): return 1\n    def __eq__(self, o): return self == o\n    def __lt__(self, o): return o < self\n    def __bool__(self): return not self\n",
)  # fmt: skip
_FED = (
    "sum(A())", "sorted(A())", "list(zip(A(), A()))", "list(map(print, A()))", "dict(A())", "set(A())", "tuple(A())", "list(A())", "torch.cat(A())", "torch.stack(A())", "make(*A())", "''.join(A())", "min(A())", "max(A(), key=A())", "any(A())", "all(A())", "functools.reduce(print, A())", "list(itertools.chain(A(), A()))", "list(itertools.product(A(), A()))", "list(itertools.islice(A(), 3))",
    "len(A())", "bool(A())", "A() in A()", "A() == A()", "A() < A()", "{A(): A()}", "[1, 2][A()]", "range(A())", "'a' * A()", "[0] * A()", "list(enumerate(A()))", "list(reversed(A()))", "list(filter(None, A()))", "next(iter(A()))", "[*A(), *A()]", "{**A()}", "make(**A())", "torch.tensor(A())", "torch.zeros(A())", "x.view(A())", "x.view(*A())", "x[A()]", "nn.Linear(A(), A())", "nn.Conv2d(1, 1, A())", "nn.Sequential(*A())",
    "nn.ModuleList(A())", "nn.ModuleDict(A())", "nn.ParameterList(A())", "np.array(A())", "np.zeros(A())", "np.stack(A())", "'%s' % A()", "'%d' % A()", "f'{A()}'", "f'{A():>9}'", "'{}'.format(A())", "str(A())", "repr(A())", "int(A())", "float(A())", "hash(A())", "abs(A())", "round(A())", "isinstance(1, A())", "copy.deepcopy(A())", "[].extend(A())", "{}.update(A())", "set().union(A())", "'a'.split(A())", "'a'.startswith(A())", "[i for i in A()]", "{i: i for i in A()}", "torch.Size(A())", "F.pad(x, A())", "x.permute(A())",
    "x.repeat(A())", "math.sqrt(A())", "math.prod(A())", "dict.fromkeys(A())", "[].index(A())", "[A()].sort()", "sorted([A(), A()])", "slice(A(), A())", "x + A()", "x @ A()", "getattr(A(), A())", "setattr(A(), 'a', A())", "self.add_module('a', A())", "torch.einsum('a', A())", "nn.Sequential(collections.OrderedDict(A()))", "torch.cat([*A()])", "x.size(A())", "print(*A(), sep=A())", "list(A().b)", "A()()", "A()[A()]", "-A()", "A() + A()", "A() @ A()",
)  # fmt: skip

ATTACKS = Family(
    lines=tuple(made + f"y = {fed}" for number, (made, fed) in enumerate(product(_OBJECTS, _FED)) if (number * 7) % 9 == 0)
    + ("for i in A(): pass",)
    + tuple(made + line for made in _OBJECTS for line in ("for i in A(): pass", "a, *b = A()", "a += A()", "with A() as a: pass", "raise A()"))
)  # fmt: skip
