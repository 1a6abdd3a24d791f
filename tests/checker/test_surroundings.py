"""What stands around a model and cannot be run here: files, packages, devices, loops; it is read or told."""

from tests.checker.asking import ask, forward, module, slugs

LOADED = """
import torch
import torch.nn as nn
from torch.hub import load_state_dict_from_url
def small(pretrained=False):
    net = nn.Sequential(nn.Conv2d(3, 6, 3), nn.ReLU())
    if pretrained:
        kept = load_state_dict_from_url('https://example.org/small.pth')
        if 'model' in kept:
            kept = kept['model']
        kept = {name.replace('module.', ''): weight for name, weight in kept.items()}
        own = net.state_dict()
        own.update(kept)
        net.load_state_dict(own)
    return net
"""
LOOP = """
import numpy as np
import torch
import torch.nn as nn
words = ['a b c', 'b c a']
places = {word: place for place, word in enumerate(sorted(set(' '.join(words).split())))}
batch = torch.LongTensor([np.asarray([places[w] for w in line.split()]) for line in words])
model = nn.Sequential(nn.Embedding(len(places), 4), nn.Flatten(), nn.Linear(12, len(places)))
for epoch in range(100):
    guess = model(batch)
    print(guess.sum().item())
"""
SETTINGS = """
from somewhere.configs import Base, option
import torch.nn as nn
class Settings(Base):
    width: int
@option(Settings.net)
def build(s):
    return nn.Linear(s.width, 4)
"""
REGISTERED = """
import torch.nn as nn
from somewhere import register
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
    def forward(self, x):
        return self.fc(x)
register('net', lambda c: Net().to(c.device))
"""
DEVICES = """
import torch
import torch.nn as nn
net = nn.parallel.DistributedDataParallel(nn.Conv2d(3, 4, 3), device_ids=[0])
torch._C._log_api_usage_once('net')
"""


def test_weights_from_a_file_change_no_shape():
    report = ask(LOADED, [1, 3, 8, 8], entry="small(True)")
    assert (report.verdict, report.output_shapes) == ("runs", [[1, 6, 6, 6]])


def test_a_whole_model_from_a_file_is_outside_the_paste():
    report = ask("import torch\nnet = torch.load('net.pth')\nnet.eval()\nprint(net(torch.randn(1, 3)))\n", [1, 3])
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unknown-import")


def test_a_size_from_a_file_is_outside_the_paste():
    report = forward("return x", init="self.fc = nn.Linear(torch.load('sizes.pt')['width'], 4)")
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unknown-import")


def test_a_call_in_a_loop_takes_what_stands_in_front_of_the_loop():
    report = ask(LOOP)
    assert (report.input_source, report.input_shapes, report.output_shapes) == ("paste", [[2, 3]], [[2, 3]])


def test_what_a_base_from_outside_gives_is_outside_too():
    report = ask(SETTINGS)
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unknown-import")


def test_a_model_that_only_a_lambda_with_arguments_builds_is_not_the_entry():
    report = ask(REGISTERED)
    assert (report.entry, report.verdict) == ("Net", "runs")


GAN = """
import torch
import torch.nn as nn
gen = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 784), nn.Sigmoid())
disc = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 1){end})
loss = nn.BCEWithLogitsLoss()
fake = gen(torch.randn(8, 10))
judged = disc(fake)
loss(judged, torch.ones(8, 1)).backward()
"""
TRANSFER = """
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Conv2d(3, 16, 3)
        self.classifier = nn.Linear(16, 1000)
    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))
model = Net()
classifier = nn.Sequential(nn.Linear(16, 2))
model.classifier = classifier
for device in ['cpu', 'cuda']:
    model.to(device)
    for images, labels in trainloader:
        loss = criterion(model.forward(images), labels)
"""
BLOCKS = """
import torch
import torch.nn as nn
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
    def forward(self, x):
        return x + self.conv(x)
block = Block()
print(block(torch.rand(4, 3, 6, 6)).shape)
def stage():
    return nn.Sequential(Block(), Block())
net = nn.Sequential(nn.Conv2d(1, 3, 1), stage())
"""


def test_a_loss_that_takes_what_another_model_gives_says_nothing_of_this_one():
    assert ask(GAN.format(end=""), [2, 10], entry="gen").findings == []
    assert slugs(ask(GAN.format(end=", nn.Sigmoid()"), [2, 784], entry="disc")) == ["sigmoid-before-loss"]


def test_a_training_loop_builds_nothing_and_a_new_head_is_a_part():
    report = ask(TRANSFER, [1, 3, 8, 8])
    assert (report.entry, report.verdict, report.output_shapes) == ("model", "runs", [[1, 2]])


def test_a_block_that_is_tried_out_is_not_the_model():
    assert ask(BLOCKS, [1, 1, 6, 6]).entry == "net"


def test_a_wrapper_for_several_devices_is_the_model_inside():
    report = ask(DEVICES, [1, 3, 8, 8], entry="net")
    assert (report.verdict, report.output_shapes) == ("runs", [[1, 4, 6, 6]])


def test_how_many_places_a_mask_of_numpy_takes_nobody_knows():
    report = forward("numbers = x.numpy()\nreturn torch.tensor(numbers[numbers > 0])")
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "value-dependent")


def test_an_assumed_input_is_of_the_kind_of_the_weights():
    code = "import torch.nn as nn\nnet = nn.Sequential(nn.Linear(4, 2)).double()\n"
    assert (ask(code).verdict, ask(code, [1, 4]).verdict) == ("runs", "fails")


def test_an_input_of_ours_that_folds_the_batch_is_given_up_for_one_without_sides():
    report = ask(module("return self.up(x.view(-1, 20, 1, 1))", "self.up = nn.ConvTranspose2d(20, 4, 4)"))
    assert (report.input_shapes, report.findings) == ([[1, 20]], [])


def test_another_name_of_a_function_is_not_made_up():
    report = forward("return twice(x) + twice.calls", supplied="def twice(x):\n    return 2 * x")
    assert (report.verdict, report.findings[0].slug) == ("fails", "missing-attribute")


def test_a_library_that_is_taken_whole_hands_on_what_is_torchs():
    code = """
    from fastai import *
    from fastai.vision import *
    net = nn.Sequential(nn.Linear(4, 3), nn.ReLU())
    learner = Learner(data, net)
    out = F.relu(net(torch.randn(2, 4)))
    """
    report = ask(code)
    assert (report.verdict, report.entry, report.output_shapes, slugs(report)) == ("runs", "net", [[2, 3]], [])


def test_the_last_arguments_of_a_call_are_no_sentence_behind_the_code():
    code = """
    [3]
    import torch
    from torch import nn
    def join(first_layer, second_layer, third_layer, fourth_layer):
        return nn.Sequential(first_layer, second_layer, third_layer, fourth_layer)
    first_layer = second_layer = third_layer = fourth_layer = nn.ReLU()
    net = join(first_layer,
               second_layer, third_layer, fourth_layer)
    """
    assert ask(code, [2, 4], entry="net").output_shapes == [[2, 4]]
