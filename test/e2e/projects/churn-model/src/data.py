"""Made-up customers: how often they called, how long they stayed, and whether they left."""
import random


def customers(count: int, seed: int = 7) -> list[tuple[float, float, int]]:
    rng = random.Random(seed)
    rows = []
    for _ in range(count):
        calls, years = rng.random(), rng.random()
        rows.append((calls, years, int(calls - years + rng.gauss(0, 0.2) > 0)))
    return rows
