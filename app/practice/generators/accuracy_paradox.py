"""A model that always says the same, on classes of unequal size."""

import random
from fractions import Fraction

from app.course.model import Difficulty
from app.practice.generators import Draft, Generator
from app.practice.generators._words import replies, say, steps

KINDS = (
    ("good part", "defect"),
    ("healthy scan", "tumour"),
    ("empty road", "pedestrian"),
    ("ripe apple", "rotten apple"),
)


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    common, rare = dice.choice(KINDS)
    total = dice.choice((200, 400, 500, 1000))
    few = total * dice.choice((2, 4, 5, 8, 10)) // 100
    found = 0 if difficulty == "easy" else dice.randint(1, few - 1)
    alarms = 0 if difficulty != "hard" else dice.randint(1, 12)
    named = total - few - alarms
    truth = Fraction(named + found, total)
    alarm = f"calls {alarms} of the others “{rare}” as well" if alarms else "raises no false alarm"
    words = f"It finds {found} of the {few}, and {alarm}." if found else f"It calls every picture “{common}”."
    wrong = {
        Fraction(few, total): f"{few} of {total} is the share of the rare class.",
        Fraction(found, few): f"{found} of {few} is the recall of “{rare}”: accuracy counts every picture.",
        Fraction(total - few, total): "That is what a model reaches that never finds one; this one finds some.",
        Fraction(1, 2): "With two classes a coin reaches one half; these classes are not equally large.",
        Fraction(1): "Some pictures are judged wrongly.",
        Fraction(total - few + found, total): "The false alarms are mistakes, too.",
        Fraction(found, total): f"Those {found} are right, and so are all others of “{common}” that it names.",
    }
    return Draft(
        kind="number",
        stem=say(
            "Of {} pictures, {} show a {} and all others a {}. A model looks at them. {} What is its accuracy? "
            "Three decimals.",
            total, few, rare, common, words,
        ),
        key=lambda _: truth,
        hint=say("Accuracy asks one thing only: of all pictures, how many are judged right?"),
        check=say("{} of {} are judged right, and {} of {} that matter are found.", named + found, total, found, few),
        steps=steps(
            f"Right among “{common}”: {total - few} − {alarms} = {named}.",
            f"Right among “{rare}”: {found}.",
            f"Together {named + found} of {total}.",
        ),
        facts={"total": total, "support": few, "tp": found, "fp": alarms, "fn": few - found, "tn": named},
        places=3,
        wrong=replies({value: text for value, text in wrong.items() if value != truth}),
    )  # fmt: skip


GENERATOR = Generator(
    "accuracy-paradox",
    "The accuracy of a model that misses what matters",
    (("metrics-and-confusion-matrix", "paradox"),),
    "cnn-architecture/metrics",
    _draw,
    mistakes=("metrics",),
)
