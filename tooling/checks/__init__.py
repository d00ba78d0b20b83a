"""What ``bin/test`` runs: each stage returns a Report; judges are pure functions."""
