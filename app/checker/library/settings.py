"""Packages whose dictionaries show their items as attributes: `cfg = EasyDict(); cfg.width = 64`."""

from app.checker.access.attribute_dicts import NESTED
from app.checker.provided import Library

LIBRARY = Library(
    modules={
        "easydict": {"EasyDict": NESTED},
        "munch": {"Munch": NESTED},
        "attrdict": {"AttrDict": NESTED},
        "ml_collections": {"ConfigDict": NESTED},
        "yacs.config": {"CfgNode": NESTED},
    }
)
