"""What the clocks cost: each side measured in the same run, see ``bin/bench``."""
