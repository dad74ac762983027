#!/usr/bin/env python3
"""Runs PyPI's tantivy on the documents and queries of `kepu bench search`, and prints the same table.

    pip install tantivy jieba
    scripts/bench-tantivy.py FOLDER

FOLDER holds `documents.jsonl` and `queries.jsonl`, written by `kepu bench search --export`. Tantivy is given ready-made
tokens, separated by spaces, in two ways: overlapping pairs of characters, and words as jieba cuts them. Both
see Simplified texts (OpenCC's t2s, by the `opencc` command) and the words of a question without stop words, as Kepu cuts
them; a word that is several tokens is asked for as a phrase. Any word will do, more are better (BM25, no boosts).

Recall is what share of the ten best documents of a scan of all texts (or others as good) is among the first ten.
"""
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import jieba
import tantivy

RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]+")
jieba.setLogLevel(60)


def simplified(texts):
    """The texts in Simplified characters, by the opencc command."""
    if not shutil.which("opencc"):
        print("opencc is not installed: Traditional and Simplified stay apart", file=sys.stderr)
        return texts
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    done = subprocess.run(["opencc", "-c", "t2s.json"], input=joined, capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[: len(texts)]


def pairs(text):
    tokens = []
    for run in RUNS.findall(text.lower()):
        if run[0] >= "\u3400" and len(run) > 1:
            tokens += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            tokens.append(run)
    return tokens


def words(text):
    return [word for word in jieba.cut(text.lower()) if RUNS.fullmatch(word)]


def build(documents, tokens):
    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("id", stored=True, indexed=True)
    schema.add_text_field("title", tokenizer_name="whitespace")
    schema.add_text_field("body", tokenizer_name="whitespace")
    index = tantivy.Index(schema.build())
    writer = index.writer(256_000_000, 1)
    start = time.perf_counter()
    for number, (title, body) in enumerate(documents):
        writer.add_document(
            tantivy.Document(id=number, title=" ".join(tokens(title)), body=" ".join(tokens(body)))
        )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    print(f"{tokens.__name__}: indexed {len(documents) / (time.perf_counter() - start):,.0f} documents/s, tokens cut in Python")
    return index


def ask(index, tokens, asked):
    searcher = index.searcher()
    phrases = [tokens(word) for word in asked]
    query = " ".join(f'"{" ".join(phrase)}"' for phrase in phrases if phrase)
    if not query:
        return []
    parsed = index.parse_query(query, ["title", "body"])
    return [searcher.doc(address)["id"][0] for _, address in searcher.search(parsed, 10).hits]


def main():
    folder = Path(sys.argv[1])
    documents = [json.loads(line) for line in (folder / "documents.jsonl").open(encoding="utf-8")]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    titles = simplified([title for title, _ in documents])
    bodies = simplified([body for _, body in documents])
    documents = list(zip(titles, bodies))
    for tokens in (pairs, words):
        index = build(documents, tokens)
        groups = {}
        for query in queries:
            start = time.perf_counter()
            found = ask(index, tokens, query["words"])
            took = (time.perf_counter() - start) * 1000
            right = len(set(found) & set(query["relevant"]))
            recall = min(right, query["wanted"]) / query["wanted"] if query["wanted"] else 1
            groups.setdefault(query["group"], []).append((took, recall))
        for group, measured in groups.items():
            times = sorted(took for took, _ in measured)

            def percentile(share):
                return times[int((len(times) - 1) * share)]

            recall = sum(recall for _, recall in measured) / len(measured)
            print(
                f"tantivy, {tokens.__name__:6} {group:24} n {len(measured):4} p50 {percentile(0.5):6.2f} ms "
                f"p95 {percentile(0.95):6.2f} ms p99 {percentile(0.99):6.2f} ms recall {recall:.3f}"
            )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
