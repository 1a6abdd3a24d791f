"""`torchmetrics`: what counts how good a model is. A model that keeps one computes the same shapes as without."""

from types import MappingProxyType

from app.checker.objects.definitions import ClassValue
from app.checker.objects.values import Unknown, Value
from app.checker.objects.written import classes
from app.checker.provided import Library
from app.checker.reader import Builtin, Call

_WRITTEN = classes("""
class Metric:
    def __init__(self, *args, **kwargs):
        pass

    def reset(self):
        return None

    def update(self, *args, **kwargs):
        return None

    def to(self, *args, **kwargs):
        return self

    def clone(self, *args, **kwargs):
        return self

    def __call__(self, *args, **kwargs):
        return self.compute()
""")["Metric"]
_NAMES = (
    "Accuracy AUROC AveragePrecision CohenKappa ConfusionMatrix Dice F1Score FBetaScore JaccardIndex MatthewsCorrCoef "
    "MeanAbsoluteError MeanMetric MeanSquaredError MetricCollection Precision R2Score Recall Specificity "
    "StructuralSimilarityIndexMeasure PeakSignalNoiseRatio"
)


def _number(_call: Call) -> Value:
    return Unknown("torchmetrics", "value-dependent", message="what a metric says depends on the numbers in tensors")


_ATTRIBUTES: dict[str, Value] = {
    **_WRITTEN.attributes, "compute": Builtin("compute", _number),
}  # fmt: skip
_METRIC = ClassValue("Metric", (), MappingProxyType(_ATTRIBUTES), _WRITTEN.node)  # type: ignore[arg-type]  # a paste may not change it

LIBRARY = Library(modules={"torchmetrics": dict.fromkeys((*_NAMES.split(), "Metric"), _METRIC)})
