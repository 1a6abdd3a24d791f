"""Numbers that are filled into code; every filling with the property asked for is right."""

from app.practice.kinds import Kind
from app.practice.kinds.blanks import grade_filling

KIND = Kind("property", "Fill in any numbers that do it", grade_filling)
