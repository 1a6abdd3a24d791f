import torch
from torch import nn


def conv_bn(inputs, outputs, kernel=3, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU6(inplace=True),
    )


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expand):
        super().__init__()
        hidden = int(round(inputs * expand))
        self.residual = stride == 1 and inputs == outputs
        layers = []
        if expand != 1:
            layers.append(conv_bn(inputs, hidden, kernel=1))
        layers.extend(
            [
                conv_bn(hidden, hidden, stride=stride, groups=hidden),
                nn.Conv2d(hidden, outputs, 1, bias=False),
                nn.BatchNorm2d(outputs),
            ]
        )
        self.conv = nn.Sequential(*layers)

    def forward(self, x):
        if self.residual:
            return x + self.conv(x)
        return self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self, num_classes=1000):
        super().__init__()
        settings = [
            # expand, channels, repeats, stride
            [1, 16, 1, 1],
            [6, 24, 2, 2],
            [6, 32, 3, 2],
            [6, 64, 4, 2],
            [6, 96, 3, 1],
            [6, 160, 3, 2],
            [6, 320, 1, 1],
        ]
        width = 32
        features = [conv_bn(3, width, stride=2)]
        for t, c, n, s in settings:
            for i in range(n):
                features.append(InvertedResidual(width, c, s if i == 0 else 1, expand=t))
                width = c
        features.append(conv_bn(width, 1280, kernel=1))
        self.features = nn.Sequential(*features)
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, num_classes))

    def forward(self, x):
        x = self.features(x)
        x = x.mean([2, 3])
        return self.classifier(x)


model = MobileNetV2()
output = model(torch.randn(1, 3, 224, 224))
