"""Functional losses: a prediction and a target in, usually one number out."""

from app.checker.operations._forms import operation

_LOSSES = (
    "cross_entropy nll_loss mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy "
    "binary_cross_entropy_with_logits kl_div cosine_similarity pairwise_distance triplet_margin_loss "
    "cosine_embedding_loss ctc_loss gaussian_nll_loss hinge_embedding_loss linear_cross_entropy margin_ranking_loss "
    "multi_margin_loss multilabel_margin_loss multilabel_soft_margin_loss poisson_nll_loss soft_margin_loss "
    "triplet_margin_with_distance_loss pdist"
)
_IN_TORCH = (
    "cosine_similarity pairwise_distance pdist ctc_loss cosine_embedding_loss hinge_embedding_loss margin_ranking_loss "
    "triplet_margin_loss binary_cross_entropy_with_logits kl_div poisson_nll_loss"
)

_BY_CLASS = frozenset({"cross_entropy", "nll_loss", "multi_margin_loss"})
_BY_ZEROS = frozenset({"ctc_loss", "gaussian_nll_loss"})

OPERATIONS = (
    *(operation(f"F.{name}", by_zeros=name in _BY_ZEROS, by_class=name in _BY_CLASS) for name in _LOSSES.split()),
    *(operation(f"torch.{name}") for name in _IN_TORCH.split()),
)
