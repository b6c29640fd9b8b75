"""Checks the weight importers against PyTorch, with random weights.

  npm run build
  /usr/bin/python3 test/oracle/backbones_torchvision.py            the full check: every architecture at its real size
  /usr/bin/python3 test/oracle/backbones_torchvision.py NAME ...   some of them
  /usr/bin/python3 test/oracle/backbones_torchvision.py --fixtures rewrites test/fixtures/backbones (small widths)
  /usr/bin/python3 test/oracle/backbones_torchvision.py --conditioning [NAME ...]
                                                                   how much larger weights magnify rounding errors

Convolutional networks are torchvision's own. The vision transformers are written below from the
papers' equations (DINOv2, arXiv 2304.07193; registers, 2309.16588; DINOv3, 2508.10104). Needs python3-torch and
python3-torchvision. Each network gets random weights, statistics of its batch normalizations
included; its weights are written as the published files are (PyTorch zip archive, the older
sequence of pickles, or safetensors), and the taps of one random input as .npy. The importers then
must give the same taps to 1e-4 of the largest value.
"""

import json
import math
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
import torchvision.models as models
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "test/fixtures/backbones"
TOLERANCE = 1e-4


def randomize(model, seed, gain=1.0):
    """Weights that keep activations alive, and batch normalizations that do something."""
    generator = torch.Generator().manual_seed(seed)
    rand = lambda t: torch.rand(t.shape, generator=generator)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight.copy_(0.5 + rand(module.weight))
                module.bias.copy_(rand(module.bias) - 0.5)
                module.running_mean.copy_(rand(module.running_mean) - 0.5)
                module.running_var.copy_(0.5 + rand(module.running_var))
            elif isinstance(module, (nn.Conv2d, nn.Linear)):
                fan = module.weight[0].numel()
                module.weight.copy_((rand(module.weight) - 0.5) * gain * math.sqrt(12 / fan))
                if module.bias is not None:
                    module.bias.copy_(rand(module.bias) - 0.5)
    return model.eval()


# ---------------------------------------------------------------- networks that torchvision has not


class PreActivationBlock(nn.Module):
    """He et al. 2016, figure 4e, as a bottleneck; timm's names."""

    def __init__(self, inputs, inner, outputs, stride, project):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, inner, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(inner), nn.Conv2d(inner, inner, 3, stride, 1, bias=False)
        self.norm3, self.conv3 = nn.BatchNorm2d(inner), nn.Conv2d(inner, outputs, 1, bias=False)
        self.downsample = nn.Sequential()
        if project:
            self.downsample.conv = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
        self.project = project

    def forward(self, x):
        before = F.relu(self.norm1(x))
        shortcut = self.downsample.conv(before) if self.project else x
        x = self.conv1(before)
        x = self.conv2(F.relu(self.norm2(x)))
        return self.conv3(F.relu(self.norm3(x))) + shortcut


class PreActivationResnet(nn.Module):
    def __init__(self, depths=(3, 4, 6, 3), width=64):
        super().__init__()
        self.stem = nn.Sequential()
        self.stem.conv = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        stages, inputs = [], width
        for stage, depth in enumerate(depths):
            outputs = 4 * width * 2**stage
            stage_module = nn.Module()
            stage_module.blocks = nn.ModuleList()
            for block in range(depth):
                stride = 2 if stage > 0 and block == 0 else 1
                stage_module.blocks.append(PreActivationBlock(inputs, outputs // 4, outputs, stride, block == 0))
                inputs = outputs
            stages.append(stage_module)
        self.stages = nn.ModuleList(stages)
        self.norm = nn.BatchNorm2d(inputs)

    def taps(self, x):
        x = F.max_pool2d(self.stem.conv(x), 3, 2, 1)
        out = {}
        for i, stage in enumerate(self.stages):
            for block in stage.blocks:
                x = block(x)
            out[f"layer{i + 1}"] = x
        return out


class Attention(nn.Module):
    """softmax(Q K^T / sqrt(d)) V for each head, heads side by side, then a linear map."""

    def __init__(self, width, heads):
        super().__init__()
        self.qkv, self.proj, self.heads = nn.Linear(width, 3 * width), nn.Linear(width, width), heads

    def forward(self, x, rope=None, prefix=0):
        n, tokens, width = x.shape
        size = width // self.heads
        bias = self.qkv.bias if not hasattr(self.qkv, "bias_mask") else self.qkv.bias * self.qkv.bias_mask
        q, k, v = F.linear(x, self.qkv.weight, bias).split(width, dim=2)
        q, k, v = (t.reshape(n, tokens, self.heads, size).permute(0, 2, 1, 3) for t in (q, k, v))
        if rope is not None:
            q, k = (torch.cat([t[:, :, :prefix], turn(t[:, :, prefix:], *rope)], dim=2) for t in (q, k))
        weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(size), dim=3)
        return self.proj((weights @ v).permute(0, 2, 1, 3).reshape(n, tokens, width))


def turn(t, cosine, sine):
    first, second = t.chunk(2, dim=3)
    return t * cosine + torch.cat([-second, first], dim=3) * sine


class LayerScale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gamma = nn.Parameter(torch.empty(width).uniform_(0.2, 1.0))

    def forward(self, x):
        return x * self.gamma


class TransformerBlock(nn.Module):
    def __init__(self, width, heads, epsilon):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width, epsilon), nn.LayerNorm(width, epsilon)
        self.attn, self.ls1, self.ls2 = Attention(width, heads), LayerScale(width), LayerScale(width)
        self.mlp = nn.Sequential()
        self.mlp.fc1, self.mlp.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, rope=None, prefix=0):
        x = x + self.ls1(self.attn(self.norm1(x), rope, prefix))
        return x + self.ls2(self.mlp.fc2(F.gelu(self.mlp.fc1(self.norm2(x)))))


class VisionTransformer(nn.Module):
    def __init__(self, width, heads, depth, patch, kind, registers=0, side=37):
        super().__init__()
        self.kind, self.heads, self.registers, self.side = kind, heads, registers, side
        epsilon = 1e-6 if kind == "dinov2" else 1e-5
        self.cls_token = nn.Parameter(torch.randn(1, 1, width))
        self.mask_token = nn.Parameter(torch.zeros(1, width))
        if registers:
            name = "register_tokens" if kind == "dinov2" else "storage_tokens"
            self.register_parameter(name, nn.Parameter(torch.randn(1, registers, width)))
        if kind == "dinov2":
            self.pos_embed = nn.Parameter(torch.randn(1, 1 + side * side, width))
        self.patch_embed = nn.Sequential()
        self.patch_embed.proj = nn.Conv2d(3, width, patch, patch)
        self.blocks = nn.ModuleList(TransformerBlock(width, heads, epsilon) for _ in range(depth))
        self.norm = nn.LayerNorm(width, epsilon)
        if kind == "dinov3":
            quarter = width // heads // 4
            self.rope_embed = nn.Module()
            periods = 100 ** (torch.arange(quarter) / quarter)
            self.rope_embed.register_buffer("periods", periods.bfloat16())
            for block in self.blocks:
                mask = torch.ones(3 * width)
                mask[width : 2 * width] = 0
                block.attn.qkv.register_buffer("bias_mask", mask)

    def interpolated(self, rows, columns):
        """Bicubic, but for its own grid; without registers, 0.1 is added to the size that the scale is computed from."""
        grid = self.pos_embed[:, 1:].reshape(1, self.side, self.side, -1).permute(0, 3, 1, 2)
        if rows == columns == self.side:
            pass
        elif self.registers:
            grid = F.interpolate(grid, size=(rows, columns), mode="bicubic", antialias=True)
        else:
            scale = ((rows + 0.1) / self.side, (columns + 0.1) / self.side)
            grid = F.interpolate(grid, scale_factor=scale, mode="bicubic")
        assert grid.shape[2:] == (rows, columns)
        return grid.flatten(2).transpose(1, 2)

    def rotary(self, rows, columns):
        axes = [2 * (torch.arange(n) + 0.5) / n - 1 for n in (rows, columns)]
        places = torch.stack(torch.meshgrid(*axes, indexing="ij"), dim=2).reshape(-1, 2)
        angles = 2 * math.pi * places[:, :, None] / self.rope_embed.periods.float()
        angles = angles.flatten(1).tile(2)
        return angles.cos(), angles.sin()

    def taps(self, image):
        x = self.patch_embed.proj(image)
        rows, columns = x.shape[2:]
        x = x.flatten(2).transpose(1, 2)
        cls, rope = self.cls_token, None
        if self.kind == "dinov2":
            x, cls = x + self.interpolated(rows, columns), cls + self.pos_embed[:, :1]
        else:
            rope = self.rotary(rows, columns)
        registers = getattr(self, "register_tokens", getattr(self, "storage_tokens", x[:0, :0]))
        before = [t.expand(len(x), -1, -1) for t in (cls, registers) if t.numel()]
        x = torch.cat([*before, x], dim=1)
        prefix = 1 + self.registers
        out = {}
        for i, block in enumerate(self.blocks):
            x = block(x, rope, prefix)
            patches = self.norm(x)[:, prefix:]
            out[f"block_{i + 1}"] = patches.transpose(1, 2).reshape(len(x), -1, rows, columns)
        return out


# ---------------------------------------------------------------- taps of torchvision's networks


def hooked(model, modules, image):
    """Outputs of named modules, copied before an activation in place can change them."""
    out, found = {}, dict(model.named_modules())
    handles = [
        found[path].register_forward_hook(lambda _m, _i, y, tap=tap: out.__setitem__(tap, y.clone()))
        for tap, path in modules.items()
    ]
    model(image)
    for handle in handles:
        handle.remove()
    return out


def tap_modules(name, model):
    if "resnet" in name or "resnext" in name:
        return {f"layer{i}": f"layer{i}" for i in (1, 2, 3, 4)}
    if "densenet" in name:
        return {f"denseblock{i}": f"features.denseblock{i}" for i in (1, 2, 3, 4)}
    if "efficientnet" in name:
        paths = [
            f"features.{stage}.{block}"
            for stage in range(1, len(model.features) - 1)
            for block in range(len(model.features[stage]))
        ]
    else:
        paths = [f"features.{i}" for i in range(1, len(model.features) - 1)]
    return {f"block_{i + 1}": path for i, path in enumerate(paths)}


# ---------------------------------------------------------------- weight files, as they are published


def write_safetensors(path, state):
    types = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}
    header, parts, at = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in state.items():
        data = tensor.contiguous().view(torch.uint8 if tensor.dim() else tensor.dtype).numpy().tobytes()
        header[name] = {"dtype": types[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [at, at + len(data)]}
        parts.append(data)
        at += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


def write_weights(path, state, layout):
    if layout == "safetensors":
        write_safetensors(path, state)
    else:
        torch.save(state, path, _use_new_zipfile_serialization=layout == "zip")


def timm_mobile(state, stages):
    """Names of timm for a network of inverted residual blocks of torchvision."""
    out, parts = {}, ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")

    def move(source, target):
        for part in parts:
            if f"{source}.{part}" in state:
                out[f"{target}.{part}"] = state[f"{source}.{part}"]

    move("features.0.0", "conv_stem")
    move("features.0.1", "bn1")
    for stage, blocks in enumerate(stages):
        for index, source in enumerate(blocks):
            target, flat = f"blocks.{stage}.{index}", source.endswith(".conv")
            layers = [i for i in range(5) if any(k.startswith(f"{source}.{i}.") for k in state)]
            convs = [i for i in layers if f"{source}.{i}.0.weight" in state]
            squeeze = [i for i in layers if f"{source}.{i}.fc1.weight" in state]
            pairs = [(f"{source}.{i}.0", f"{source}.{i}.1") for i in convs]
            if flat:
                pairs.append((f"{source}.{len(convs)}", f"{source}.{len(convs) + 1}"))
            names = ("conv_dw", "conv_pw") if len(pairs) == 2 else ("conv_pw", "conv_dw", "conv_pwl")
            for i, ((conv, norm), own) in enumerate(zip(pairs, names)):
                move(conv, f"{target}.{own}")
                move(norm, f"{target}.bn{i + 1}")
            for i in squeeze:
                move(f"{source}.{i}.fc1", f"{target}.se.conv_reduce")
                move(f"{source}.{i}.fc2", f"{target}.se.conv_expand")
    return out


def timm_efficientnet(state, model):
    stages = [
        [f"features.{s}.{b}.block" for b in range(len(model.features[s]))]
        for s in range(1, len(model.features) - 1)
    ]
    return timm_mobile(state, stages)


def timm_mobilenetv3_large(state, _model):
    sizes, stages, at = (1, 2, 3, 4, 2, 3), [], 1
    for size in sizes:
        stages.append([f"features.{at + i}.block" for i in range(size)])
        at += size
    return timm_mobile(state, stages)


def timm_mobilenetv2(state, _model):
    sizes, stages, at = (1, 2, 3, 4, 3, 3, 1), [], 1
    for size in sizes:
        stages.append([f"features.{at + i}.conv" for i in range(size)])
        at += size
    return timm_mobile(state, stages)


def old_densenet(state, _model):
    """The published file of 2017 writes norm.1 where the module is called norm1."""
    import re

    return {re.sub(r"(denselayer\d+\.(?:norm|conv))([12])\.", r"\1.\2.", k): v for k, v in state.items()}


def timm_dinov3(state, _model):
    """timm calls the registers reg_token and the layer scales gamma_1 and gamma_2, and keeps no periods."""
    out = {}
    for name, value in state.items():
        if "periods" in name or name == "mask_token":
            continue
        name = name.replace("storage_tokens", "reg_token")
        out[name.replace("ls1.gamma", "gamma_1").replace("ls2.gamma", "gamma_2")] = value
    return out


def timm_dinov2_registers(state, _model):
    """timm's position embedding has no row for the class token, which is added to the token itself."""
    out = {k.replace("register_tokens", "reg_token"): v for k, v in state.items()}
    out["cls_token"] = out["cls_token"] + out["pos_embed"][:, :1]
    out["pos_embed"] = out["pos_embed"][:, 1:].clone()
    return out


# ---------------------------------------------------------------- what is checked


def tv(name, **options):
    return lambda: getattr(models, name)(weights=None, **options)


RESIDUAL = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d"]
WIDE = ["wide_resnet50_2", "wide_resnet101_2"]
EFFICIENT = [f"efficientnet_b{i}" for i in range(5)]

# label: (architecture, network, layout of the file, change of names, input size)
FULL = {name: (name, tv(name), "zip", None, (96, 160)) for name in RESIDUAL + EFFICIENT}
FULL |= {name: (name, tv(name), "legacy", None, (96, 160)) for name in WIDE}
FULL |= {
    "densenet201": ("densenet201", tv("densenet201"), "zip", None, (97, 131)),
    "densenet201 of 2017": ("densenet201", tv("densenet201"), "legacy", old_densenet, (96, 96)),
    "mobilenet_v2": ("mobilenet_v2", tv("mobilenet_v2"), "legacy", None, (96, 160)),
    "mobilenet_v2 timm": ("mobilenet_v2", tv("mobilenet_v2"), "safetensors", timm_mobilenetv2, (97, 131)),
    "mobilenet_v3_large": ("mobilenet_v3_large", tv("mobilenet_v3_large"), "zip", None, (97, 131)),
    "mobilenet_v3_small": ("mobilenet_v3_small", tv("mobilenet_v3_small"), "safetensors", None, (96, 160)),
    "efficientnet_b0 timm": ("efficientnet_b0", tv("efficientnet_b0"), "safetensors", timm_efficientnet, (97, 131)),
    "resnet50 timm": ("resnet50", tv("resnet50"), "safetensors", None, (97, 131)),
    "resnet50v2": ("resnet50v2", PreActivationResnet, "safetensors", None, (97, 131)),
    "dinov2_vits14": ("dinov2_vits14", lambda: VisionTransformer(384, 6, 12, 14, "dinov2"), "zip", None, (98, 140)),
    "dinov2_vitb14": ("dinov2_vitb14", lambda: VisionTransformer(768, 12, 12, 14, "dinov2"), "zip", None, (98, 112)),
    "dinov2_vitl14": ("dinov2_vitl14", lambda: VisionTransformer(1024, 16, 24, 14, "dinov2"), "zip", None, (98, 70)),
    "dinov2_vits14_reg4": ("dinov2_vits14_reg4", lambda: VisionTransformer(384, 6, 12, 14, "dinov2", 4), "zip", None, (98, 140)),
    "dinov2_vitb14_reg4": ("dinov2_vitb14_reg4", lambda: VisionTransformer(768, 12, 12, 14, "dinov2", 4), "safetensors", timm_dinov2_registers, (98, 140)),
    "dinov2_vitl14_reg4": ("dinov2_vitl14_reg4", lambda: VisionTransformer(1024, 16, 24, 14, "dinov2", 4), "zip", None, (98, 70)),
    "dinov2_vits14 at its own grid": ("dinov2_vits14", lambda: VisionTransformer(384, 6, 12, 14, "dinov2"), "zip", None, (518, 518)),
    "dinov3_vits16": ("dinov3_vits16", lambda: VisionTransformer(384, 6, 12, 16, "dinov3", 4), "zip", None, (96, 160)),
    "dinov3_vitb16": ("dinov3_vitb16", lambda: VisionTransformer(768, 12, 12, 16, "dinov3", 4), "zip", None, (96, 160)),
}


def thin_resnet(block, groups=1):
    """A ResNet of torchvision with an eighth of its channels and two blocks in a stage."""
    net = models.ResNet(block, [2, 2, 1, 1], groups=groups, width_per_group=64)

    net.inplanes = 8
    net.conv1, net.bn1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8)
    net.base_width = 64
    for i, planes in enumerate((8, 8, 16, 16)):
        net.groups = groups
        setattr(net, f"layer{i + 1}", net._make_layer(block, planes, (2, 2, 1, 1)[i], stride=1 if i == 0 else 2))
    net.fc = nn.Identity()
    return net


def thin_mobilenet_v3():
    from functools import partial

    conf = partial(models.mobilenetv3.InvertedResidualConfig, width_mult=0.15)
    full = models.mobilenetv3._mobilenet_v3_conf("mobilenet_v3_small", width_mult=0.15)[0]
    return models.MobileNetV3(full, 16, num_classes=2)


def thin_efficientnet():
    from functools import partial

    conf = partial(models.efficientnet.MBConvConfig, width_mult=0.12, depth_mult=1.0)
    settings = [conf(1, 3, 1, 32, 16, 1), conf(6, 3, 2, 16, 24, 2), conf(6, 5, 2, 24, 40, 1), conf(6, 3, 2, 40, 80, 1),
                conf(6, 5, 1, 80, 112, 2), conf(6, 5, 2, 112, 192, 1), conf(6, 3, 1, 192, 320, 1)]
    return models.EfficientNet(settings, dropout=0.0, num_classes=2)


Basic, Bottleneck = models.resnet.BasicBlock, models.resnet.Bottleneck
SMALL = {
    "resnet18": ("resnet18", lambda: thin_resnet(Basic), "zip", None, (33, 47)),
    "resnext50_32x4d": ("resnext50_32x4d", lambda: thin_resnet(Bottleneck, 2), "legacy", None, (33, 47)),
    "resnet50v2": ("resnet50v2", lambda: PreActivationResnet((1, 2, 1, 1), 4), "safetensors", None, (33, 47)),
    "densenet201": ("densenet201", lambda: models.DenseNet(4, (2, 2, 2, 1), 8, 2, num_classes=2), "zip", old_densenet, (33, 47)),
    "mobilenet_v2": ("mobilenet_v2", lambda: models.MobileNetV2(2, 0.1), "safetensors", timm_mobilenetv2, (33, 47)),
    "mobilenet_v3_small": ("mobilenet_v3_small", thin_mobilenet_v3, "zip", None, (33, 47)),
    "efficientnet_b0": ("efficientnet_b0", thin_efficientnet, "legacy", None, (33, 47)),
    "efficientnet_b0-timm": ("efficientnet_b0", thin_efficientnet, "safetensors", timm_efficientnet, (33, 47)),
    "dinov2_vits14": ("dinov2_vits14", lambda: VisionTransformer(24, 6, 2, 14, "dinov2", 0, 7), "zip", None, (42, 70)),
    "dinov2_vits14_reg4": ("dinov2_vits14_reg4", lambda: VisionTransformer(24, 6, 2, 14, "dinov2", 4, 7), "zip", None, (42, 70)),
    "dinov3_vits16": ("dinov3_vits16", lambda: VisionTransformer(24, 6, 2, 16, "dinov3", 4), "zip", None, (48, 80)),
    "dinov3_vits16-timm": ("dinov3_vits16", lambda: VisionTransformer(24, 6, 2, 16, "dinov3", 4), "safetensors", timm_dinov3, (48, 80)),
}


def write_case(folder, label, case, half):
    architecture, build, layout, rename, size = case
    torch.manual_seed(len(label))
    model = randomize(build(), seed=len(label))
    if half:
        for tensor in [*model.parameters(), *model.buffers()]:
            if tensor.is_floating_point():
                tensor.data = tensor.data.half().float()
    if rename is timm_dinov3:
        model.rope_embed.periods = model.rope_embed.periods.float()
        quarter = len(model.rope_embed.periods)
        model.rope_embed.periods.copy_(100 ** (torch.arange(quarter) / quarter))
    image = torch.randn(2, 3, *size)
    if half:
        image = image.half().float()
    taps = tapped(model, architecture, image)
    with torch.no_grad():
        state = model.state_dict()
        if rename is not None:
            state = rename(state, model)
        if half:
            state = {k: v.half() if v.is_floating_point() and "periods" not in k else v for k, v in state.items()}
        # The published files are state dictionaries with the attribute _metadata, or plain ones.
    folder.mkdir(parents=True, exist_ok=True)
    write_weights(folder / ("weights.safetensors" if layout == "safetensors" else "weights.pth"), state, layout)
    np.save(folder / "input.npy", image.numpy())
    names = list(taps)
    if half:
        names = [n for i, n in enumerate(names) if len(names) < 6 or i % 4 == 2 or i == len(names) - 1]
    for name in names:
        np.save(folder / f"{name}.npy", taps[name].contiguous().numpy())
    (folder / "case.json").write_text(json.dumps({"architecture": architecture, "taps": names}) + "\n")


def tapped(model, architecture, image):
    with torch.no_grad():
        return model.taps(image) if hasattr(model, "taps") else hooked(model, tap_modules(architecture, model), image)


def relative(values, reference):
    """Largest difference over all taps, each of its own largest value."""
    return max(
        ((values[name].double() - exact).abs().max() / exact.abs().max()).item() for name, exact in reference.items()
    )


def conditioning(names):
    """Where float32 results part, tells the network from the importer: the taps of PyTorch in double precision
    are the reference for PyTorch in float32 and for the imported network alike, and the same double-precision
    network is given its input with the rounding error of float32 (relative, up to 6e-8) added at random."""
    print(f"{'':24} gain  PyTorch float32  imported  input changed by 6e-8, in double precision")
    for label in names:
        architecture, build, layout, rename, size = FULL[label]
        for gain in (1.0, 1.4, 1.8):
            torch.manual_seed(len(label))
            model = randomize(build(), len(label), gain)
            image = torch.randn(2, 3, *size)
            single = tapped(model, architecture, image)
            with tempfile.TemporaryDirectory() as place:
                folder = pathlib.Path(place)
                state = model.state_dict() if rename is None else rename(model.state_dict(), model)
                write_weights(folder / ("weights.safetensors" if layout == "safetensors" else "weights.pth"), state, layout)
                model.double()
                exact = tapped(model, architecture, image.double())
                changed = image.double() * (1 + (torch.rand(image.shape, dtype=torch.double) - 0.5) * 2 * 2**-24)
                moved = tapped(model, architecture, changed)
                np.save(folder / "input.npy", image.numpy())
                for name, values in exact.items():
                    np.save(folder / f"{name}.npy", values.float().contiguous().numpy())
                (folder / "case.json").write_text(json.dumps({"architecture": architecture, "taps": list(exact)}))
                imported = run_importer(folder)["worst"]
            print(f"{label:24} {gain:4} {relative(single, exact):16.1e} {imported:9.1e} {relative(moved, exact):9.1e}", flush=True)
    return 0


def run_importer(folder):
    command = ["node", str(ROOT / "test/oracle/check_backbone.mjs"), str(folder)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def check(names):
    worst = 0.0
    for label in names:
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place)
            write_case(folder, label, FULL[label], half=False)
            result = run_importer(folder)
        worst = max(worst, result["worst"])
        print(f"{label:32} {result['taps']:3} taps  difference {result['worst']:.1e}  "
              f"weights {result['weightBytes'] / 2**20:6.0f} MiB  peak memory {result['importBytes'] / 2**20:4.0f} MiB "
              f"above Node's {result['ownBytes'] / 2**20:.0f}", flush=True)
    print(f"worst difference {worst:.1e} of the largest value, allowed {TOLERANCE:.0e}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    torch.set_num_threads(2)
    if sys.argv[1:] == ["--fixtures"]:
        shutil.rmtree(FIXTURES, ignore_errors=True)
        for label, case in SMALL.items():
            write_case(FIXTURES / label, label, case, half=True)
    elif sys.argv[1:2] == ["--conditioning"]:
        sys.exit(conditioning(sys.argv[2:] or ["efficientnet_b4", "mobilenet_v3_large", "resnet50"]))
    else:
        sys.exit(check(sys.argv[1:] or list(FULL)))
