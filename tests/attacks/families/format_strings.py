"""Format strings: fields that reach, and widths that explode."""

from itertools import product

from tests.attacks.family import Family

_WIDTHS = ("1000000000", "00000000009999999999", "0000000000000000000000000999999999", "99999999999999999999999", ".999999999",
           ".00000000000999999999", "_>999999999", "0=999999999,", "0000000001.0000000009999999f", "9" * 5000)  # fmt: skip
_FORMS = (
    "y = f'{{1:{w}}}'", "y = f'{{1.5:{w}f}}'", "y = f'{{\"a\":{w}}}'", "y = f'{{10**70:{w}d}}'", "y = '{{:{w}}}'.format(1)",
    "y = '{{0:{w}}}'.format('a')", "y = '%{w}d' % 1", "y = '%{w}s' % 'a'", "y = '%{w}f' % 1.5", "y = '%-{w}x' % 1", "y = format(1, '{w}')",
    "y = f'{{1:{{\"{w}\"}}}}'",
)  # fmt: skip

ATTACKS = Family(
    lines=tuple(form.format(w=width) for form, width in product(_FORMS, _WIDTHS))
    + (
        "y = '%s' * 5000 % (('a' * 9999,) * 5000)", "y = ('%s' * 2000) % tuple('b' * 9999 for i in range(2000))",
        "y = '{0}' * 3000\ny = y.format('a' * 9999)", "y = f'{f\"{f\"\"}\"}'", "y = '{:{}}'.format(1, 10**9)", "y = '{:{:{}}}'.format(1, 2, 3)",
        "y = '{' * 9999", "y = ('{' * 9999).format(1)", "y = ('}' * 9999).format(1)", "y = '{0!r:{1}}'.format(1, 2)", "y = '{99999999}'.format(1)",
        "y = '{-1}'.format(1)", "y = '{0'.format(1)", "y = '{:z}'.format(-0.0)", "y = '%*d' % (10**9, 1)", "y = '%.*f' % (10**9, 1)",
        "y = '%c' % 10**9", "y = '%c' % 0x110000", "y = '%c' % -1", "y = '%d' % 'a'", "y = '%' % 1", "y = '%s %s' % 1", "y = '%(a)s' % {'a': x}",
        "y = '%(a' % {'a': 1}", "y = '%d' % float('inf')", "y = '%d' % float('nan')", "y = '%x' % 1.5", "y = f'{1e308:f}' * 30",
        "y = f'{float(\"nan\"):d}'", "y = f'{True:c}'", "y = f'{10**70:c}'", "y = f'{1:c}'", "y = f'{-1:c}'", "y = f'{x!r:>9}'",
        "y = f'{self}{make}{nn}{torch}{super}{print}{error}{nn.Linear}{F.relu}'", "y = str(make) + str(print) + str(nn) + repr(self)",
        "y = str([make, print, nn, nn.Linear, x, self, int, {}, {1}, Exception, slice(1), ..., np, np.zeros(2)])",
        "raise ValueError(make, print, nn, self, x)", "raise ValueError(f'{make} {print} {nn} {int} {Exception} {object()} {super()}')",
        "raise KeyError(make)", "y = {}[make]", "y = {}[print]", "y = {}[nn.Linear]", "y = [][make]", "assert False, make", "assert 0, [make, print]",
        "assert 0, {'a': make}", "y = int(make)", "y = float(print)", "y = len(make)", "y = make + 1", "y = make < print", "y = -make", "y = make()()",
        "y = 'a'.join([make])", "nn.Linear(make, 2)", "nn.Linear(2, print)", "nn.Conv2d(1, 1, make)", "nn.Conv2d(1, 1, 1, padding_mode=make)",
        "x.view(make)", "torch.cat(make)", "torch.zeros(make)", "torch.tensor(make)", "torch.tensor([make, print])", "x[make]", "x + make", "F.relu(make)",
        "F.interpolate(x, size=make)", "F.pad(x, make)", "nn.Sequential(make)", "nn.ModuleList(make)", "nn.ModuleDict({'a': make})",
        "nn.ModuleDict(make)", "nn.Sequential(make, print)", "nn.ModuleList([make])", "x.to(make)", "torch.zeros(1, dtype=make)", "x.make", "make.x",
        "self.make", "print.x", "int.x", "Exception.x", "nn.Linear.x", "super().x", "Exception('a').x", "np.zeros(2).x", "slice(1).x", "(...).x",
        "torch.nn.Linear(2, 2)(make)", "nn.Linear(2, 2)(print, self)", "nn.Linear(nn.Linear, nn.Linear)", "np.zeros(make)", "np.array([make])",
        "np.array(print) + make", "torch.Size([make])", "torch.Size(make)", "range(make)", "slice(make)", "sorted([make, print])", "max(make, print)",
        "sum([make, print])", "dict(make)", "dict([make])", "set([make, [1]])", "zip(make)", "map(make)", "isinstance(make, make)", "issubclass(make, make)",
        "raise make", "raise make()", "raise print", "raise nn.Linear", "raise ValueError from make", "raise int", "raise 1", "raise Exception(Exception)",
    ),
)  # fmt: skip
