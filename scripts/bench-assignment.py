#!/usr/bin/env python3
"""Times the assignment of a large round beside OR-tools' SimpleMinCostFlow, on the same graphs in the same run.

    scripts/bench-assignment.py PATH-OF-KEPU      (a release build; needs ortools, numpy and pytest, as Tests/Clients does)
"""

import os
import pathlib
import statistics
import sys

os.environ["KEPU_TEST_BINARY"] = sys.argv[1]
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Tests/Clients"))
from test_assignment import assignment, by_kepu, by_ortools  # noqa: E402

ROUNDS = [
    ("any field, limit 18", {"limit": 18}),
    ("any field, limit 15 (everybody full)", {"limit": 15}),
    ("any field, limit 40", {"limit": 40}),
    ("near the own field, limit 18", {"limit": 18, "fields": 40}),
]

print("10,000 submissions, 2,000 reviewers, 3 each of 50 candidates; milliseconds, median of 5")
for name, options in ROUNDS:
    network = assignment(10_000, 2_000, 3, 50, seed=1, **options)
    text = network.dimacs()
    ours, theirs = [], []
    for _ in range(5):
        ours.append(by_kepu(text))
        theirs.append(by_ortools(network))
    assert {cost for cost, _ in ours} == {cost for cost, _ in theirs} != {None}
    mine, other = (statistics.median(time for _, time in runs) for runs in (ours, theirs))
    print(f"{name}\t{len(network.arcs)} arcs\tKepu {mine:.0f}\tOR-tools {other:.0f}")
