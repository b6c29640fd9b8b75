"""Random weights of a WideResNet-50-2, which every program of the comparison gets: weights.py FOLDER

Written as wide.pth, under torchvision's names, and as weights.pth, under those of ../reference.py.
No weights are fetched from anywhere. The running statistics are those of real activations, so that the
features neither die nor explode from layer to layer.
"""

import sys

import torch
import torchvision

torch.manual_seed(0)
net = torchvision.models.wide_resnet50_2(weights=None).train()
with torch.no_grad():
    for _ in range(8):
        net(torch.randn(8, 3, 224, 224))
weights = net.state_dict()
torch.save(weights, f"{sys.argv[1]}/wide.pth")
renamed = {"conv1": "stem.0", "bn1": "stem.1", "layer1": "stem.4", "layer4": "rest.0", "fc": "rest.1"}
of_reference = {}
for name, value in weights.items():
    first, rest = name.split(".", 1)
    of_reference[f"{renamed.get(first, first)}.{rest}"] = value
torch.save(of_reference, f"{sys.argv[1]}/weights.pth")
