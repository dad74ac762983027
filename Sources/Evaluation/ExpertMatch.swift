import Foundation
import Hanzi

/// How well people know what a text is about: the cosine of term weights (TF-IDF) between a submission's words and what a
/// reviewer has declared, done and reviewed.
///
/// Source: Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988 (weights `ltc`). Similarities are whole
/// thousandths, so that a plan made of them is the same on every machine.
struct ExpertMatch: Sendable {
  private var postings: [String: [(expert: Int, weight: Double)]] = [:]
  private let inverse: [String: Double]
  private let count: Int

  /// Learns what experts know, each by the texts that tell of them.
  init(experts texts: [[String]]) {
    count = texts.count
    let terms = texts.map { Self.counts($0.joined(separator: "\n")) }
    var documents: [String: Int] = [:]
    for own in terms { for term in own.keys { documents[term, default: 0] += 1 } }
    let total = Double(max(1, texts.count))
    inverse = documents.mapValues { log(1 + total / Double($0)) }
    for (expert, own) in terms.enumerated() {
      for (term, weight) in Self.weights(own, inverse).sorted(by: { $0.key < $1.key }) {
        postings[term, default: []].append((expert, weight))
      }
    }
  }

  /// The similarity of every expert to a text, 0 to 1000.
  func similarities(to text: String) -> [Int] {
    var sums = [Double](repeating: 0, count: count)
    for (term, weight) in Self.weights(Self.counts(text), inverse).sorted(by: { $0.key < $1.key }) {
      for posting in postings[term] ?? [] { sums[posting.expert] += weight * posting.weight }
    }
    return sums.map { Int(($0 * 1000).rounded()) }
  }

  /// Words of more than one letter; of Chinese text also pairs of characters, as two words seldom cut the same.
  static func counts(_ text: String) -> [String: Int] {
    var counts: [String: Int] = [:]
    for word in Hanzi.words(Hanzi.simplified(text).lowercased()) where word.text.count > 1 {
      counts[String(word.text), default: 0] += 1
    }
    let characters = Array(Hanzi.simplified(text))
    for (first, second) in zip(characters, characters.dropFirst()) where first.isHan && second.isHan {
      counts[String([first, second]), default: 0] += 1
    }
    return counts
  }

  private static func weights(_ counts: [String: Int], _ inverse: [String: Double]) -> [String: Double] {
    let raw = counts.compactMap { term, count in inverse[term].map { (term, (1 + log(Double(count))) * $0) } }
    let length = raw.sorted { $0.0 < $1.0 }.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
    guard length > 0 else { return [:] }
    return Dictionary(uniqueKeysWithValues: raw.map { ($0.0, $0.1 / length) })
  }
}

extension Character {
  fileprivate var isHan: Bool { unicodeScalars.first.map(Hanzi.isHan) ?? false }
}
