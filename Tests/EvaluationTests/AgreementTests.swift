import Testing

@testable import Evaluation

@Suite("Agreement of reviewers")
struct AgreementTests {
  @Test("Krippendorff's own example of four observers and twelve units has an alpha of 0.849 for interval data")
  func equalsPublishedExample() throws {
    let observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    let sheets = observers.enumerated().flatMap { observer, row in
      row.enumerated().compactMap { unit, value in
        value.wholeNumberValue.map { ReviewSheet(Int64(unit), by: Int64(observer), Double($0), ["science": Double($0)]) }
      }
    }
    let agreement = try RoundScores.evaluate(sheets, ScoringRules()).agreement
    #expect(agreement.map(\.criterion) == [nil, "science"])
    for agreement in agreement {
      #expect(agreement.alpha == Thousandths(nearest: 0.849))
      #expect(agreement.submissions == 11 && agreement.ratings == 40)
    }
  }

  @Test("alpha is what counting all pairs says", arguments: 0..<50 as Range<UInt64>)
  func equalsPairs(seed: UInt64) throws {
    let drawn = DrawnRound(seed: seed, submissions: 15, reviewers: 6, each: 2 + Int(seed % 3))
    let units = Dictionary(grouping: drawn.sheets, by: \.submission).sorted { $0.key < $1.key }.map { $0.value.map(\.total) }
    let all = units.flatMap(\.self)
    func differences(_ values: [Double]) -> Double {
      values.reduce(0) { sum, left in values.reduce(sum) { $0 + (left - $1) * (left - $1) } }
    }
    let observed = units.reduce(0) { $0 + differences($1) / Double($1.count - 1) } / Double(all.count)
    let alpha = 1 - observed / (differences(all) / Double(all.count) / Double(all.count - 1))
    let found = try #require(try RoundScores.evaluate(drawn.sheets, ScoringRules()).agreement.first?.alpha)
    #expect(abs(Double(found.count) / 1000 - alpha) <= 0.000_501)
  }

  @Test("full agreement is one; where all points are the same, or none can be compared, nothing is claimed")
  func saysNothingOfNothing() throws {
    func alpha(_ sheets: [ReviewSheet]) throws -> Thousandths? {
      try RoundScores.evaluate(sheets, ScoringRules()).agreement.first?.alpha
    }
    #expect(try alpha([1, 2].flatMap { submission in [1, 2].map { ReviewSheet(submission, by: $0, Double(submission)) } }) == 1)
    #expect(try alpha([1, 2].flatMap { submission in [1, 2].map { ReviewSheet(submission, by: $0, 5) } }) == nil)
    #expect(try alpha([ReviewSheet(1, by: 1, 5), ReviewSheet(2, by: 1, 6)]) == nil)
  }
}
