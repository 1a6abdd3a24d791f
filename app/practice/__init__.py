"""Questions as they are asked: shown, graded, and what comes next. No torch, no web."""
