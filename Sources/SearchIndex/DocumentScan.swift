import Foundation
import Hanzi

/// Finds by looking through all texts: the oracle that an index is held against.
///
/// A document is worth the inverse document frequencies of the query's words that stand in it.
struct DocumentScan {
  /// The folded texts, each document's closed by a zero.
  private let bytes: [CChar]
  /// Where each document's texts start.
  private let starts: [Int]
  private let ids: [Int64]

  /// What counts as right for a query.
  struct Best {
    /// How many results there should be: ten, or fewer when fewer documents hold a word.
    var wanted: Int
    /// The documents at least as good as the tenth best.
    var documents: Set<Int64>
  }

  init(_ documents: [SearchDocument]) {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for document in documents {
      starts.append(bytes.count)
      let texts = document.title + document.names + document.aliases + document.keywords + document.body
      for text in texts {
        bytes += IndexTerms.string(Hanzi.folded(text)).utf8.lazy.filter { $0 != 0 }.map(CChar.init(bitPattern:))
        bytes.append(0x1F)
      }
      bytes.append(0)
    }
    self.bytes = bytes
    self.starts = starts
    ids = documents.map(\.id)
  }

  /// The share of what should be among the first ten that `found` has.
  func recall(of found: [Int64], for text: String) -> Double {
    let best = best(for: text)
    guard best.wanted > 0 else { return 1 }
    return Double(min(best.wanted, found.prefix(10).count { best.documents.contains($0) })) / Double(best.wanted)
  }

  func best(for text: String) -> Best {
    var worth: [Int: Double] = [:]
    for clause in QueryAnalysis(text).required {
      let holders = documents(holding: clause.term)
      let weight = Search.weight(frequency: holders.count, of: ids.count)
      for index in holders { worth[index, default: 0] += weight }
    }
    let order = worth.values.sorted(by: >)
    guard let least = order.prefix(10).last else { return Best(wanted: 0, documents: []) }
    let good = worth.filter { $0.value >= least - 1e-9 }.keys.map { ids[$0] }
    return Best(wanted: min(10, order.count), documents: Set(good))
  }

  /// The indices of the documents in which a term stands; letters and digits as whole words.
  private func documents(holding term: SearchTerm) -> [Int] {
    let needle = term.pieces.map { IndexTerms.string($0.scalars) }.joined()
    let isWord = term.pieces.count == 1 && term.pieces[0].kind != .characters
    return bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return [] }
      return starts.indices.filter { index in
        var position = base + starts[index]
        while let hit = strstr(position, needle) {
          let end = hit + needle.utf8.count
          let isWhole =
            !isWord
            || (hit == base || !Self.isSameWord(hit[-1], hit[0])) && (term.isPrefix || !Self.isSameWord(end[-1], end[0]))
          if isWhole { return true }
          position = UnsafePointer(hit) + 1
        }
        return false
      }
    }
  }

  private static func isSameWord(_ left: CChar, _ right: CChar) -> Bool {
    func kind(_ byte: CChar) -> Int { 0x30...0x39 ~= byte ? 1 : 0x61...0x7A ~= byte ? 2 : 0 }
    return kind(left) != 0 && kind(left) == kind(right)
  }
}
