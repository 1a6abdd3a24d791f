"""Sampling a map at other places: grids, and the old names of interpolate."""

from app.checker.operations._forms import operation

OPERATIONS = (
    operation("F.grid_sample"),
    operation("F.affine_grid"),
    operation("F.upsample_nearest"),
    operation("F.upsample_bilinear"),
)
