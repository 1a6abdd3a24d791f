"""Scripts and notebooks as they are pasted: what belongs to the model is read, and nothing else decides."""

from app.checker.engine import check
from app.checker.report import Request
from tests.checker.asking import ask, slugs

SCRIPT = """
import torch
import torch.nn as nn
class Scaled(nn.Module):
    def __init__(self, wide=4):
        super().__init__()
        self.a = nn.Linear(wide, 2)
        self.b = nn.BatchNorm1d(2)
    def forward(self, x):
        return self.b(self.a(x))
def small(**more):
    net = Scaled(**more)
    return net
if __name__ == "__main__":
    one = torch.randn(1, 4)
    if 1:
        trial = small(wide=4).train()
        x = one
        y = trial.forward(x)
"""
LOOP = """
import torch
import torch.nn as nn
net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
def fit(model, loader, epochs):
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for x, y in loader:
            loss = criterion(model(x), y)
            loss.backward()
fit(net, first_loader, 3)
"""
SWITCHES = """
import torch.nn as nn
import torch.backends.cudnn as cudnn
from torchvision import models
cudnn.benchmark = True
class Old(nn.Module):
    def __init__(self):
        super().__init__()
        models.vgg.urls["deep"] = "http://example.org"
net = nn.Linear(3, 2)
"""
SETTINGS = """
import torch.nn as nn
from easydict import EasyDict as edict
cfg = edict()
cfg.body = edict(width=6)
cfg.head = {"classes": 5, "steps": [1, 2]}
cfg.update(dict(extra=dict(deep=True)))
class Net(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.body = nn.Linear(3, cfg.body.width)
        self.head = nn.Linear(cfg.body["width"], cfg.head.classes)
        self.act = nn.ReLU() if cfg.extra.deep and "missing" not in cfg else nn.Identity()
    def forward(self, x):
        return self.head(self.act(self.body(x)))
"""
SUMMARY = """
import torch.nn as nn
from torchinfo import summary
net = nn.Sequential(nn.Linear(4, 3), nn.ReLU())
summary(net, input_size=(2, 4))
==========================================================================================
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
Sequential                               [2, 3]                    --
├─Linear: 1-1                            [2, 3]                    15
├─ReLU: 1-2                              [2, 3]                    --
==========================================================================================
Total params: 15
Trainable params: 15
Total mult-adds (M): 0.00
Input size (MB): 0.00
"""
SHELL = """
%%writefile net.py
import torch.nn as nn
net = nn.Linear(3, 2)

!python train.py --epochs 2
%%bash
ls outputs | wc -l
cd data && unzip -q all.zip

print(net)
"""
STRIP = """
import torch
import torch.nn as nn
class Strip(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 8, 3, padding=1)
        self.b = nn.MaxPool2d(2)
        self.c = nn.Linear(8 * 25 * 99, 10)
    def forward(self, x):
        return self.c(torch.flatten(self.b(self.a(x)), 1))
"""
HANDS_ON = """
import torch.nn as nn
class Masked(nn.Conv2d):
    def __init__(self, *args, kind="A", **kwargs):
        super().__init__(*args, **kwargs)
"""


def test_a_trial_that_the_model_does_not_need_decides_nothing():
    report = ask(SCRIPT, [2, 4], entry="small()")
    assert (report.verdict, report.output_shapes) == ("runs", [[2, 2]])


def test_a_function_that_trains_with_a_loader_from_another_cell_is_not_read():
    report = ask(LOOP)
    assert (report.verdict, report.entry) == ("runs", "net")


def test_switches_under_another_name_and_tables_of_other_libraries_are_let_through():
    assert ask(SWITCHES, [1, 3]).output_shapes == [[1, 2]]


def test_a_store_into_torch_itself_is_refused_in_a_function_too():
    code = SWITCHES.replace('models.vgg.urls["deep"]', "nn.Conv2d.forward")
    assert slugs(ask(code, [1, 3])) == ["unsupported"]


def test_settings_of_other_packages_show_their_items_as_attributes():
    report = ask(SETTINGS, [1, 3], entry="Net(cfg)")
    assert [step.kind for step in report.steps] == ["Linear", "ReLU", "Linear"]
    assert report.output_shapes == [[1, 5]]


def test_what_torchinfo_prints_is_no_code():
    report = ask(SUMMARY)
    assert (report.verdict, report.input_shapes) == ("runs", [[2, 4]])


def test_a_cell_of_the_shell_between_others_is_no_code():
    report = ask(SHELL)
    assert (report.verdict, report.entry, report.output_shapes) == ("runs", "net", [[1, 2]])


def test_a_model_of_oblong_images_is_not_told_that_a_square_does_not_fit():
    assert slugs(ask(STRIP)) == ["input-needed"]
    assert ask(STRIP, [2, 1, 50, 198]).verdict == "runs"


def test_a_square_that_can_never_fit_is_told():
    assert slugs(ask(STRIP.replace("8 * 25 * 99", "1019"))) == ["wrong-in-features"]


def test_a_layer_of_the_paste_that_hands_its_arguments_on_asks_for_them():
    assert slugs(ask(HANDS_ON)) == ["arguments-needed"]


CHANGED = """\
import unicodedata
import torch.nn as nn

sizes = [4]
wide = 3

def grow(by):
    global wide
    sizes.append(by)
    wide += by

grow(2)

class Words:
    def __init__(self):
        self.known = 2

    def add(self, word):
        self.known += 1

words = Words()
"""


def test_a_function_of_the_paste_changes_what_stands_outside_of_it():
    report = check(Request(code=f"{CHANGED}net = nn.Linear(len(sizes), wide)\n", input_shape=[1, 2]))
    assert (report.verdict, report.output_shapes) == ("runs", [[1, 5]])


def test_what_an_unread_call_did_to_an_object_is_not_guessed():
    code = f"{CHANGED}words.add(unicodedata.normalize('NFD', 'a'))\nnet = nn.Linear(2, words.known)\n"
    assert check(Request(code=code, input_shape=[1, 2])).verdict == "cannot-tell"
    read = code.replace("unicodedata.normalize('NFD', 'a')", "'a'")
    assert check(Request(code=read, input_shape=[1, 2])).output_shapes == [[1, 3]]


PATHS = """\
from pathlib import Path
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.where = Path.cwd() / "weights"
        self.fc = nn.Linear(3, 2)
        {more}

    def forward(self, x):
        return self.fc(x)
"""


def test_paths_are_put_together_and_what_stands_there_is_not_guessed():
    alone = check(Request(code=PATHS.format(more="self.home = Path.home()"), input_shape=[1, 3]))
    assert (alone.verdict, alone.output_shapes) == ("runs", [[1, 2]])
    asked = check(Request(code=PATHS.format(more="self.more = 1 if self.where.exists() else 2"), input_shape=[1, 3]))
    assert asked.verdict == "cannot-tell"


def test_a_loop_behind_is_not_read_for_a_name_that_was_bound_in_front():
    code = """
    import torch
    from torch import nn
    sizes = []
    for n in [4, 3]:
        sizes.append(n)
    net = nn.Linear(*sizes)
    for n in open("numbers.txt"):
        sizes = [n.no_such_thing for _ in range(10 ** 9)]
    x = torch.zeros(sum(n for n in [1, 1]), 4)
    net(x)
    """
    report = ask(code)
    assert (report.verdict, report.output_shapes, report.notes) == ("runs", [[2, 3]], [])


def test_what_a_function_uses_may_be_bound_behind_it():
    code = """
    import torch
    from torch import nn
    def make():
        return nn.Linear(wide, 3)
    wide = 4
    net = make()
    wide = 7
    """
    assert ask(code, [2, 4], entry="net").output_shapes == [[2, 3]]


def test_a_model_that_is_set_to_eval_under_its_own_name_is_found():
    code = """
    import torch
    from torch import nn
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(4, 3)
        def forward(self, x):
            return self.fc(x)
    net = Net()
    for x, y in loader:
        out = net(x)
    net = net.eval()
    net(torch.randn(2, 4))
    """
    report = ask(code)
    assert (report.verdict, report.mode, report.output_shapes) == ("runs", "eval", [[2, 3]])


def test_a_call_behind_a_loop_over_data_that_was_not_pasted_does_not_ask_for_that_data():
    code = """
import torch
from torch import nn
class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 3)
    def forward(self, x):
        return self.fc(x)
judge = Judge()
wrong = nn.CrossEntropyLoss()
for x, y in batches:
    loss = wrong(judge(x), y)
chances = torch.softmax(judge(x), dim=1)
"""
    report = check(Request(code=code, input_shape=[4, 6]))
    assert (report.verdict, report.findings) == ("runs", [])
