"""Names that are not what they look like."""

from tests.attacks.family import Family

_ALIKE = str.maketrans("acdegilmnorstu_", "ａｃｄｅｇｉｌｍｎｏｒｓｔｕ＿")
_WIDE = "__class__ __globals__ __subclasses__ __dict__ __import__ __builtins__ exec eval open getattr".split()
_HIDDEN = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u2066", "\u0301", "\u00ad", "\U000e0061", "\u180e")

ATTACKS = Family(
    lines=tuple(f"y = self.{name.translate(_ALIKE)}" for name in _WIDE)
    + tuple(f"y = {name.translate(_ALIKE)}('1')" for name in _WIDE)
    + tuple(f"y = getattr(self, '{name.translate(_ALIKE)}', 1)" for name in _WIDE)
    + tuple(f"self.{name.translate(_ALIKE)} = 1" for name in _WIDE)
    + tuple(f"y = self.con{mark}v" for mark in _HIDDEN)
    + tuple(f"y = getattr(self, '__cl{mark}ass__', 1)" for mark in _HIDDEN)
    + tuple(f"self.__dict{mark}__ = {{}}" for mark in _HIDDEN)
    + (
        "ﬁ = 1\ny = fi", "𝐬𝐞𝐥𝐟.x = 1", "y = 𝓮𝔁𝓮𝓬('1')", "ſelf = 1\ny = self.ſtride", "import ｏｓ\ny = os.system('id')",
        "from ｏｓ import system", "y = 'ﷺ' * 3000", "y = 'ß'.upper() * 4000", "y = 'ŉ' * 9999\ny = y.upper()", "К = nn.Сonv2d(1, 1, 1)",
        "def ﬁ(ａ, a): pass", "lambda ａ, a: 1", "y = f(ａ=1, a=2)", "y = dict(ａ=1)", "y = '{ａ}'.format(a=1)",
        "y = int('١٢٣')", "y = int('²')", "y = float('٣.٤')", "y = f'{1:²}'", "y = '{²}'.format(1)", "y = '%²d' % 1",
        "y = '{:٣}'.format(1)", "y = '{٣}'.format(1)", "y = '%٣d' % 1", "y = f'{1:٠٠٠٠٠٠٠٠٠٠٩٩٩٩٩٩٩٩٩}'",
        "y = '\\N{GREEK SMALL LETTER ALPHA}' + '\\ud800'", "y = '\\U0010ffff' * 9999", "y = chr(0xd800)", "raise ValueError('\\ud800')",
        "y = {'\\ud800': 1}['\\udfff']", "setattr(self, '\\ud800', nn.ReLU())", "nn.Sequential().add_module('\\ud800', nn.ReLU())",
        "self.\u0915\u094d\u0937 = nn.ReLU()", "setattr(self, '\\x00', nn.ReLU())", "setattr(self, '<script>', nn.ReLU())",
    ),
    pastes=("# -*- coding: utf-7 -*-\n+AF8-", "# coding: rot13\nvzcbeg bf", "# coding: nope\n", "\ufeff\ufeffnet = 1", "net = '\ud800'", "\udfff"),
)  # fmt: skip
