#!/usr/bin/env python3
"""Judges Kepu's and tantivy's answers to queries on which neither was tuned, by analyses that belong to neither.

    pip install tantivy jieba stopwordsiso
    kepu bench search --held-out --corpus FILE --export FOLDER --database sqlite:FILE
    scripts/bench-recall.py FOLDER

What should be found is told by a scan of all texts (in Simplified characters, by OpenCC's t2s) for the units of a query. A
document is worth the inverse document frequencies of the units that stand in it, and the ten best (or others as good) are right.
The units are, by two analyses: the words as jieba cuts them, without the stop words of stopwords-iso; and the overlapping pairs of
characters of jieba's key words (TF-IDF). Kepu was given the bare text of the query; tantivy the same words as the first
analysis, as pairs and as words, as in bench-tantivy.py.
"""
import importlib.util
import json
import math
import sys
import time
from bisect import bisect_right
from pathlib import Path

import jieba
import jieba.analyse
import stopwordsiso

spec = importlib.util.spec_from_file_location("tantivy_bench", Path(__file__).with_name("bench-tantivy.py"))
bench = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench)

STOP = stopwordsiso.stopwords("zh") | stopwordsiso.stopwords("en")


def jieba_words(query):
    return [word for word in dict.fromkeys(bench.words(query)) if word not in STOP]


def pairs_of_key_words(query):
    units = []
    for word in jieba.analyse.extract_tags(query, topK=8):
        units += bench.pairs(word)
    return list(dict.fromkeys(units))


class Scan:
    """Finds units by looking through all texts as one."""

    def __init__(self, texts):
        self.text = "\0".join(texts)
        self.ends = []
        end = -1
        for text in texts:
            end += len(text) + 1
            self.ends.append(end)
        self.known = {}

    def holders(self, unit):
        if unit not in self.known:
            found, place = [], self.text.find(unit)
            while place >= 0:
                number = bisect_right(self.ends, place)
                found.append(number)
                place = self.text.find(unit, self.ends[number])
            self.known[unit] = found
        return self.known[unit]

    def best(self, units):
        """How many results there should be, and the documents that are as good as the tenth best."""
        worth, count = {}, len(self.ends)
        for unit in units:
            holders = self.holders(unit)
            weight = math.log(1 + (count - len(holders) + 0.5) / (len(holders) + 0.5))
            for number in holders:
                worth[number] = worth.get(number, 0) + weight
        order = sorted(worth.values(), reverse=True)[:10]
        return len(order), {n for n, value in worth.items() if order and value >= order[-1] - 1e-9}


def main():
    folder = Path(sys.argv[1])
    documents = [json.loads(line) for line in (folder / "documents.jsonl").open(encoding="utf-8")]
    answers = [json.loads(line) for line in (folder / "answers.jsonl").open(encoding="utf-8")]
    documents = list(zip(bench.simplified([d[0] for d in documents]), bench.simplified([d[1] for d in documents])))
    queries = [text.lower() for text in bench.simplified([answer["text"] for answer in answers])]
    systems = {"Kepu": [(answer["milliseconds"], answer["found"]) for answer in answers]}
    for tokens in (bench.pairs, bench.words):
        index = bench.build(documents, tokens)
        measured = []
        for query in queries:
            asked = jieba_words(query)
            start = time.perf_counter()
            found = bench.ask(index, tokens, asked)
            measured.append(((time.perf_counter() - start) * 1000, found))
        systems[f"tantivy, {tokens.__name__}"] = measured
    scan = Scan([f"{title}\n{body}".lower() for title, body in documents])
    right = [[scan.best(units(query)) for units in (jieba_words, pairs_of_key_words)] for query in queries]
    print("\n| queries | count | system | p50 ms | p95 ms | recall by jieba's words | recall by pairs of key words |")
    print("|---|---|---|---|---|---|---|")
    for group in dict.fromkeys(answer["group"] for answer in answers):
        places = [n for n, answer in enumerate(answers) if answer["group"] == group]
        for system, measured in systems.items():
            times = sorted(measured[n][0] for n in places)
            recalls = []
            for analysis in range(2):
                shares = []
                for n in places:
                    wanted, good = right[n][analysis]
                    if wanted:
                        shares.append(min(wanted, len(set(measured[n][1][:10]) & good)) / wanted)
                recalls.append(sum(shares) / len(shares))
            p50, p95 = (times[int((len(times) - 1) * share)] for share in (0.5, 0.95))
            print(f"| {group} | {len(places)} | {system} | {p50:.2f} | {p95:.2f} | {recalls[0]:.3f} | {recalls[1]:.3f} |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
