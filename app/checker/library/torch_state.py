"""What torch knows of itself and its machine: limits of dtypes, memory formats, switches, missing backends."""

from collections.abc import Callable

import torch

from app.checker.devices import meta
from app.checker.objects.instances import ObjectValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Namespace, Token, Unknown, Value
from app.checker.objects.written import classes
from app.checker.provided import Library, alike
from app.checker.reader import Builtin, Call

_STATE = 5056
"""Bytes of the state of PyTorch's generator on CPU."""


def _nothing(_call: Call) -> Value:
    return None


def _false(_call: Call) -> Value:
    return False


def _true(_call: Call) -> Value:
    return True


def _one(_call: Call) -> Value:
    return 1


def _seed(_call: Call) -> Value:
    return 0


def _random_state(_call: Call) -> Value:
    """The state of the generator: bytes that only `set_rng_state` takes."""
    return TensorValue(meta.empty((_STATE,), torch.uint8))


def _default_dtype(_call: Call) -> Value:
    return Token("torch.float32", torch.float32)


_LIMITS = classes("class Limits:\n    pass")["Limits"]
_FIELDS = {"finfo": ("max", "min", "eps", "tiny", "bits", "resolution"), "iinfo": ("max", "min", "bits")}


def _limits(kind: Callable[..., object], name: str) -> Callable[[Call], Value]:
    """`torch.finfo(x.dtype).min`."""

    def run(call: Call) -> Value:
        given = call.argument(0, "dtype")
        dtype = given.real if isinstance(given, Token) else torch.float32
        try:
            found = kind(dtype)
        except TypeError as error:
            raise call.error("TypeError", str(error)) from error
        return ObjectValue(_LIMITS, {field: getattr(found, field) for field in _FIELDS[name]})

    return run


_SWITCHES = (
    "set_default_device set_default_tensor_type use_deterministic_algorithms set_float32_matmul_precision "
    "set_num_interop_threads set_deterministic_debug_mode set_flush_denormal set_anomaly_enabled set_rng_state "
    "set_warn_always"
)
_WAYS = "MATH FLASH_ATTENTION EFFICIENT_ATTENTION CUDNN_ATTENTION OVERRIDEABLE ERROR"
_FORMATS = ("channels_last", "channels_last_3d", "contiguous_format", "preserve_format", "strided")

LIBRARY = Library(
    modules={
        "torch": {
            **alike(_SWITCHES, _nothing),
            **alike("is_autocast_enabled is_inference_mode_enabled are_deterministic_algorithms_enabled", _false),
            **alike("is_grad_enabled", _true), **alike("get_num_threads get_num_interop_threads", _one),
            **alike("seed initial_seed", _seed), **alike("get_default_dtype", _default_dtype),
            **alike("get_rng_state", _random_state), **alike("set_rng_state", _nothing),
            **{name: Token(f"torch.{name}", getattr(torch, name)) for name in (*_FORMATS, "complex128", "complex32")},
            "finfo": Builtin("finfo", _limits(torch.finfo, "finfo")),
            "iinfo": Builtin("iinfo", _limits(torch.iinfo, "iinfo")), "e": torch.e, "nan": torch.nan,
        },
        "torch.backends.mps": alike("is_available is_built", _false),
        "torch.backends.cuda": {
            "matmul": Token("torch.backends.cuda.matmul"),
            **alike("sdp_kernel enable_flash_sdp enable_math_sdp enable_mem_efficient_sdp", _nothing),
            **alike("flash_sdp_enabled mem_efficient_sdp_enabled math_sdp_enabled", _true),
        },
        "torch.nn.attention": {
            **alike("sdpa_kernel", _nothing),
            "SDPBackend": Namespace("SDPBackend", {name: Token(f"SDPBackend.{name}") for name in _WAYS.split()}),
        },
        "torch.distributed": {
            **alike("is_available is_initialized", _false), **alike("get_world_size", _one),
            **alike("get_rank", _seed),
        },
        "torch._C": {
            **alike("_log_api_usage_once _jit_set_profiling_mode _jit_set_profiling_executor", _nothing),
            **alike("_get_tracing_state", _nothing), **alike("_is_tracing", _false),
        },
        "torch.hub": {"load": Unknown("torch.hub.load")},
        "torch.random": {
            **alike("manual_seed set_rng_state", _nothing), **alike("seed initial_seed", _seed),
            **alike("get_rng_state", _random_state),
        },
        "torch.version": {"cuda": None, "__version__": torch.__version__.split("+")[0]},
        "torch.cuda": {
            **alike("is_initialized is_bf16_supported", _false), **alike("get_rng_state", _random_state),
            **alike("set_rng_state", _nothing),
        },
    }
)  # fmt: skip
