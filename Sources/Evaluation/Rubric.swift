import People
import Site

/// By what reviewers judge (评分标准): criteria with a maximum each, which add up to the total.
struct Rubric: Sendable {
  let total: Double
  let criteria: [Criterion]

  /// Those that a person scores.
  var judged: [Criterion] { criteria.filter { $0.automatic == nil } }

  /// Reads a rubric.
  ///
  /// - Throws: where the maxima do not add up to the total (TC-024): such a rubric cannot be used.
  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["total", "criteria"])
    total = try entry["total"].decimal(in: 1...10_000)
    criteria = try entry["criteria"].list(Criterion.init)
    let sum = criteria.reduce(0) { $0 + $1.most }
    guard abs(sum - total) < 0.000_5 else {
      throw entry["criteria"].wrong("criteria whose maxima add up to \(total), not \(sum)")
    }
    guard Set(criteria.map(\.key)).count == criteria.count else { throw entry["criteria"].wrong("criteria with different keys") }
  }
}

/// One thing that is judged.
struct Criterion: Sendable {
  let key: String
  let name: LocalizedText
  let help: LocalizedText?
  /// The most points; the share of the total is its weight.
  let most: Double
  /// In what steps points are given.
  let step: Double
  /// What a score looks like, from the best down: “28 points: …”.
  let anchors: [Anchor]
  /// Below this share of the maximum the whole submission is vetoed (一票否决; TC-088).
  let vetoBelow: Double?
  /// Points that follow from a number by themselves (§4.3).
  let automatic: Automatic?

  struct Anchor: Sendable {
    let points: Double
    let words: LocalizedText
  }

  /// Half-open bands over a fact: a number at a boundary belongs to the higher band (§4.3, TC-025).
  struct Automatic: Sendable {
    let fact: String
    let bands: [Band]

    struct Band: Sendable {
      let from: Double
      let points: Double
    }

    /// The points of a number; nothing below the first band and for what is not known.
    func points(_ value: Double?) -> Double {
      guard let value else { return 0 }
      return bands.last { $0.from <= value }?.points ?? 0
    }
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["key", "name", "help", "most", "step", "anchors", "veto_below", "automatic"])
    key = try entry["key"].key()
    name = try entry["name"].localized()
    help = try entry["help"].ifThere?.localized()
    let most = try entry["most"].decimal(in: 0.1...10_000)
    self.most = most
    step = try entry["step"].ifThere?.decimal(in: 0.01...10) ?? 1
    anchors =
      try entry["anchors"].ifThere?.list { anchor in
        try anchor.only(["points", "words"])
        return Anchor(points: try anchor["points"].decimal(in: 0...most), words: try anchor["words"].localized())
      } ?? []
    vetoBelow = try entry["veto_below"].ifThere?.decimal(in: 0...1)
    automatic = try entry["automatic"].ifThere.map { try Automatic($0, most: most) }
  }
}

extension Criterion.Automatic {
  init(_ entry: PolicyFile.Entry, most: Double) throws {
    try entry.only(["fact", "bands"])
    fact = try entry["fact"].key()
    bands = try entry["bands"].list { band in
      try band.only(["from", "points"])
      return Band(from: try band["from"].decimal(in: -1e12...1e12), points: try band["points"].decimal(in: 0...most))
    }
    guard !bands.isEmpty, zip(bands, bands.dropFirst()).allSatisfy({ $0.from < $1.from }) else {
      throw entry["bands"].wrong("bands in rising order, each beginning where the one before ends")
    }
  }
}
