"""Leaves: the JSON endpoints; each module ends in `API`, an APIRouter."""
