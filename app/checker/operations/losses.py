"""Functional losses: a prediction and a target in, usually one number out."""

from app.checker.operations._forms import operation

OPERATIONS = tuple(
    operation(f"F.{name}")
    for name in (
        "cross_entropy", "nll_loss", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy",
        "binary_cross_entropy_with_logits", "kl_div", "cosine_similarity", "pairwise_distance", "triplet_margin_loss",
    )
)  # fmt: skip
