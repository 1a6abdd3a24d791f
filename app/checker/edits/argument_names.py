"""What layers and their arguments are called in other libraries and by habit."""

from collections.abc import Mapping

ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "alpha": ("negative_slope",), "filters": ("out_channels",), "units": ("out_features", "hidden_size"),
    "pool_size": ("kernel_size",), "rate": ("p",), "dropout_rate": ("p",), "dropout": ("p",), "prob": ("p",),
    "axis": ("dim",), "size": ("output_size", "kernel_size"), "dilation_rate": ("dilation",),
    "use_bias": ("bias",), "epsilon": ("eps",), "input_dim": ("num_embeddings", "in_features", "input_size"),
    "output_dim": ("embedding_dim", "out_features"), "n_heads": ("num_heads", "nhead"), "heads": ("num_heads", "nhead"),
    "input_channels": ("in_channels",), "output_channels": ("out_channels",),
    "filter_size": ("kernel_size",), "slope": ("negative_slope",), "factor": ("scale_factor", "upscale_factor"),
    "hidden": ("hidden_size",), "layers": ("num_layers",), "features": ("num_features",), "channels": ("num_features",),
}  # fmt: skip
"""By that name the names that PyTorch has for it; which one it is, the layer tells."""

LAYERS_ELSEWHERE: Mapping[str, str] = {
    "dense": "Linear", "fullyconnected": "Linear", "maxpooling": "MaxPool", "averagepooling": "AvgPool",
    "averagepool": "AvgPool", "globalaveragepooling": "AdaptiveAvgPool", "globalaveragepool": "AdaptiveAvgPool",
    "globalavgpool": "AdaptiveAvgPool", "globalmaxpooling": "AdaptiveMaxPool", "globalmaxpool": "AdaptiveMaxPool",
    "deconv": "ConvTranspose", "convtransposed": "ConvTranspose", "conv2dtranspose": "ConvTranspose2d",
    "conv1dtranspose": "ConvTranspose1d", "conv3dtranspose": "ConvTranspose3d", "batchnormalization": "BatchNorm2d",
    "layernormalization": "LayerNorm", "instancenormalization": "InstanceNorm2d", "swish": "SiLU",
    "upsampling": "Upsample", "zeropadding": "ZeroPad",
}  # fmt: skip
"""PyTorch's name for a layer of another library, both without their dimensions; capitals and underscores aside."""
