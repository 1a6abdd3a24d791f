"""Structures that hold themselves, and structures whose parts are shared so often that a walk never ends."""

from itertools import product

from tests.attacks.family import Family

_CIRCLES = (
    "a = []\na.append(a)\nb = []\nb.append(b)\n", "a = {}\na[1] = a\nb = {1: {}}\nb[1] = b\n", "a = []\nb = [a]\na.append(b)\n",
    "a = [1]\nb = [1]\nfor i in range(60):\n    a = [a, a]\n    b = [b, b]\n", "a = (1,)\nb = (1,)\nfor i in range(60):\n    a = (a, a)\n    b = (b, b)\n",
    "a = [1]\nb = [1]\nfor i in range(6):\n    a = [a] * 99\n    b = [b] * 99\n", "a = {1: 1}\nb = {1: 1}\nfor i in range(60):\n    a = {1: a, 2: a}\n    b = {1: b, 2: b}\n",
    "a = ()\nb = ()\nfor i in range(9999):\n    a = (a,)\n    b = (b,)\n", "a = []\nb = []\nfor i in range(9999):\n    a = [a]\n    b = [b]\n",
    "class A: pass\na = A()\na.a = a\nb = [a]\na.b = b\n", "a = nn.Sequential()\na.add_module('a', a)\nb = a\n", "a = nn.ModuleList()\na.append(a)\nb = a\n",
    "self.me = self\na = b = self\n", "a = nn.ModuleList([nn.Linear(2, 2)])\nfor i in range(30):\n    a = nn.ModuleList([a, a])\nb = a\n",
    "a = nn.Linear(2, 2)\nfor i in range(90):\n    a = nn.Sequential(a, a)\nb = a\n", "a = lambda: a\nb = functools.partial(a, a)\n",
    "a = functools.partial(print)\nfor i in range(9999):\n    a = functools.partial(a, a)\nb = a\n", "a = frozenset()\nb = a\nfor i in range(60):\n    a = frozenset([a, (a, a)])\n",
    "a = ValueError()\na = b = ValueError(a, [a])\n", "a = 'a'\nb = 'a'\nfor i in range(60):\n    a = (a, 'a', a)\n    b = (b, 'a', b)\n", "a = x\nb = x\nfor i in range(60):\n    a = [a, a]\n    b = (b, b)\n",
)  # fmt: skip
_USES = (
    "y = a == b", "y = a != b", "y = a < b", "y = a in [b]", "y = a in a", "y = [b].index(a)", "y = [b].count(a)", "y = [b, b].remove(a)", "y = str(a)", "y = f'{a}{b!r}'", "y = '%s' % (a,)", "y = '{}'.format(a)",
    "y = {a: b}", "y = {b: 1}[a]", "y = {a, b}", "y = hash(a)", "y = sorted([a, b])", "y = max(a, b)", "y = min([a, b], key=lambda i: i)", "y = [a, b]\ny.sort()", "y = copy.deepcopy(a)", "y = copy.copy(a)",
    "y = sum(a, [])", "y = torch.tensor(a)", "y = np.array(a)", "y = np.array(a) + np.array(b)", "y = torch.cat(a)", "y = torch.stack([a, b])", "y = torch.zeros(a)", "y = x.view(a)", "y = x[a]", "x[a] = b", "y = nn.Sequential(*a)",
    "y = nn.ModuleList(a)", "y = nn.ModuleDict(a)", "self.y = a\ny = self(x)", "y = a(x)", "y = list(a.modules())", "y = a.state_dict()", "y = a.parameters()\nlist(y)", "a.apply(print)", "y = isinstance(1, a)", "y = issubclass(nn.Linear, a)",
    "raise ValueError(a)", "assert a == b, a", "return a", "print(a, b)", "y = repr(a)", "y = nn.Linear(a, b)", "y = nn.Conv2d(1, 1, a)", "y = F.pad(x, a)", "y = list(itertools.chain.from_iterable(a))", "y = bool(a)", "y = len(a)", "y = a + b", "y = a | b",
    "a.extend(a)", "a += a", "y = dict(a)", "y = set(a)", "y = tuple(a)", "y = functools.reduce(lambda p, q: p + q, a)", "match a:\n    case [[[y]]]: pass", "y = a.copy()", "y = a.index(b)", "y = torch.Size(a)", "y = x.repeat(a)", "y = F.interpolate(x, a)",
    "a.update(a)", "del a[0]", "a[0] = a", "a[:] = [a, a]", "nn.init.zeros_(a)", "y = torch.nn.utils.rnn.pad_sequence(a)", "y = max(a)", "y = x.to(a)", "y = np.zeros(a)", "y = np.stack(a)", "y = torch.einsum('i', a)", "y = torch.meshgrid(a)",
)  # fmt: skip

ATTACKS = Family(
    lines=tuple(circle + use for number, (circle, use) in enumerate(product(_CIRCLES, _USES)) if number % 5 == 0 or "60" in circle and "<" in use or "for i in range(6)" in circle and number % 2)
)  # fmt: skip
