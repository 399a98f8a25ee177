import tempfile
import unittest
from pathlib import Path

from src.data import load_splits, read_table


class DataTest(unittest.TestCase):
    def test_features_are_on_one_scale(self):
        training, validation, kinds = load_splits(Path("data"))
        self.assertEqual(kinds, ["aster", "lily", "tulip"])
        self.assertAlmostEqual(float(training.features.mean()), 0, places=6)
        self.assertEqual(validation.features.shape[1], 4)

    def test_names_a_missing_column(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table.csv"
            path.write_text("sepal_length,kind\n1,lily\n")
            with self.assertRaisesRegex(ValueError, "petal_width"):
                read_table(path)


if __name__ == "__main__":
    unittest.main()
