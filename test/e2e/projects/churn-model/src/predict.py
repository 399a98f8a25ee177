"""Prints who is about to leave."""
import json

from .data import customers


def main() -> None:
    with open("model.json") as file:
        bias, calls_weight, years_weight = json.load(file)
    for number, (calls, years, _) in enumerate(customers(100, seed=8), start=1):
        if bias + calls_weight * calls + years_weight * years > 0:
            print(f"customer {number} is about to leave")


if __name__ == "__main__":
    main()
