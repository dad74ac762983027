"""The min-cost flow of reviewer assignment against OR-tools' SimpleMinCostFlow: equal cost on random and adversarial problems."""

import random
import subprocess
import time

import numpy
import pytest
from ortools.graph.python import min_cost_flow

from conftest import BINARY


class Network:
    def __init__(self, nodes):
        self.nodes = nodes
        self.arcs = []
        self.supplies = [0] * nodes

    def arc(self, tail, head, capacity, cost):
        self.arcs.append((tail, head, capacity, cost))

    def dimacs(self):
        lines = [f"p min {self.nodes} {len(self.arcs)}"]
        lines += [f"n {node + 1} {supply}" for node, supply in enumerate(self.supplies) if supply]
        lines += [f"a {tail + 1} {head + 1} 0 {capacity} {cost}" for tail, head, capacity, cost in self.arcs]
        return ("\n".join(lines) + "\n").encode()


def by_kepu(text):
    result = subprocess.run([BINARY, "bench", "evaluation", "--flow"], input=text, capture_output=True, check=True, timeout=300)
    cost, milliseconds = result.stdout.decode().split()
    return (None if cost == "infeasible" else int(cost)), float(milliseconds)


def by_ortools(network):
    solver = min_cost_flow.SimpleMinCostFlow()
    if network.arcs:
        solver.add_arcs_with_capacity_and_unit_cost(*numpy.array(network.arcs, dtype=numpy.int64).T)
    solver.set_nodes_supplies(numpy.arange(network.nodes), numpy.array(network.supplies, dtype=numpy.int64))
    start = time.perf_counter()
    status = solver.solve()
    milliseconds = (time.perf_counter() - start) * 1000
    assert status in (solver.OPTIMAL, solver.INFEASIBLE)
    return (solver.optimal_cost() if status == solver.OPTIMAL else None), milliseconds


def agree(network):
    cost = by_kepu(network.dimacs())[0]
    assert cost == by_ortools(network)[0]
    return cost


def assignment(submissions, reviewers, wanted, candidates, limit, seed, spread=1000, fields=0, units=0):
    """A round of reviews; with fields, candidates stand near the field of a submission; with units, one of each unit at most."""
    draw = random.Random(seed)
    network = Network(submissions + reviewers + 1 + submissions * units)
    sink = submissions + reviewers
    for submission in range(submissions):
        field = draw.randrange(reviewers)
        chosen = set()
        while len(chosen) < min(candidates, reviewers):
            near = fields and draw.random() < 0.9
            chosen.add((field + draw.randint(-fields, fields)) % reviewers if near else draw.randrange(reviewers))
        for unit in range(units):
            network.arc(submission, sink + 1 + submission * units + unit, 1, 0)
        for reviewer in sorted(chosen):
            tail = sink + 1 + submission * units + reviewer % units if units else submission
            network.arc(tail, submissions + reviewer, 1, draw.randint(0, spread))
        network.supplies[submission] = wanted
    for reviewer in range(reviewers):
        network.arc(submissions + reviewer, sink, limit, 0)
    network.supplies[sink] = -wanted * submissions
    return network


@pytest.mark.parametrize("seed", range(40))
def test_random_networks_cost_the_same(seed):
    draw = random.Random(seed)
    network = Network(draw.randint(2, 60))
    for _ in range(draw.randint(network.nodes, 8 * network.nodes)):
        tail, head = draw.sample(range(network.nodes), 2)
        network.arc(tail, head, draw.randint(0, 30), draw.randint(-20, 100))
    for _ in range(draw.randint(1, 6)):
        tail, head = draw.sample(range(network.nodes), 2)
        amount = draw.randint(0, 12)
        network.supplies[tail] += amount
        network.supplies[head] -= amount
    agree(network)


@pytest.mark.parametrize("seed", range(30))
def test_random_rounds_cost_the_same(seed):
    draw = random.Random(seed)
    submissions, wanted = draw.randint(20, 300), draw.randint(1, 4)
    reviewers = draw.randint(8, 80)
    limit = max(1, -(-submissions * wanted // reviewers) + draw.randint(-1, 3))
    fields, units = draw.choice([0, 6]), draw.choice([0, 0, 5])
    agree(assignment(submissions, reviewers, wanted, 8, limit, seed, draw.choice([0, 1, 5, 1000, 1_000_000]), fields, units))


@pytest.mark.parametrize("size", [2, 5, 20, 60])
@pytest.mark.parametrize("seed", range(5))
def test_grids_with_long_ways_cost_the_same(size, seed):
    draw = random.Random(seed)
    network = Network(size * size)
    for row in range(size):
        for column in range(size):
            for down, right in ((1, 0), (0, 1), (-1, 0), (0, -1)):
                if 0 <= row + down < size and 0 <= column + right < size:
                    head = (row + down) * size + column + right
                    network.arc(row * size + column, head, draw.randint(1, 20), draw.randint(0, 10_000))
    network.supplies[0], network.supplies[-1] = 2, -2
    agree(network)


@pytest.mark.parametrize("pairs", range(2, 14))
def test_zadehs_networks_that_grow_exponentially_for_shortest_paths_cost_the_same(pairs):
    """After N. Zadeh: A bad network problem for the simplex method and other minimum cost flow algorithms (1973)."""
    network = Network(2 * pairs + 2)
    source, sink = 2 * pairs, 2 * pairs + 1
    large = 1 << (pairs + 2)
    for left in range(pairs):
        for right in range(pairs):
            if left != right:
                network.arc(left, pairs + right, large, (1 << max(left, right)) - 1)
        network.arc(source, left, 1 << left, 0)
        network.arc(pairs + left, sink, 1 << left, 0)
    network.arc(0, pairs, large, 0)
    amount = (1 << pairs) - 1
    network.supplies[source], network.supplies[sink] = amount, -amount
    agree(network)


@pytest.mark.parametrize("seed", range(10))
def test_all_ties_parallel_arcs_and_negative_cycles_cost_the_same(seed):
    draw = random.Random(seed)
    network = Network(12)
    for _ in range(80):
        tail, head = draw.sample(range(12), 2)
        for _ in range(draw.randint(1, 3)):
            network.arc(tail, head, draw.randint(1, 4), draw.choice([-7, 0, 7]))
    network.supplies[0], network.supplies[11] = 3, -3
    agree(network)


@pytest.mark.parametrize("seed", range(10))
def test_rounds_where_every_reviewer_is_full_cost_the_same(seed):
    agree(assignment(200, 40, 2, 10, 10, seed, fields=8))
    agree(assignment(200, 40, 2, 40, 10, seed))


@pytest.mark.parametrize("seed", range(10))
def test_rounds_that_everybody_wants_the_same_reviewers_for_cost_the_same(seed):
    draw = random.Random(seed)
    network = assignment(150, 30, 2, 30, 10, seed)
    network.arcs = [
        (tail, head, capacity, (head - 150) * (tail % 7 + 1) * draw.randint(1, 2) if tail < 150 else cost)
        for tail, head, capacity, cost in network.arcs
    ]
    assert agree(network) is not None


def test_chains_with_large_capacities_and_costs_cost_the_same():
    network = Network(2000)
    for node in range(1999):
        network.arc(node, node + 1, 1_000_000_000, 100_000)
        if node + 7 < 2000:
            network.arc(node, node + 7, 1000, 600_000)
    network.supplies[0], network.supplies[-1] = 1_000_000, -1_000_000
    agree(network)
