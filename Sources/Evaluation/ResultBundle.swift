import Credentials
import Foundation
import People
import SQL

/// A round's result as a signed file (结果包): the rules, the points without names, and what they come to, so that anybody can
/// work the ranking out again with `kepu evaluation verify FILE`.
public struct ResultBundle: Sendable {
  let payload: CanonicalJSON

  /// What is in the file besides the record.
  private struct Content: Codable {
    var kind = "kepu.round"
    var version = 1
    let call: String
    let name: String
    let record: RoundRecord
    let places: [Place]
    let vetoed: [Int]
  }

  /// Where a submission stands, as text, so that it is compared to the last digit.
  struct Place: Codable, Sendable, Equatable {
    let number: Int
    let place: Int
    let score: String
    let interval: [String]?
  }

  init(_ call: Call, _ outcome: RoundOutcome) throws {
    let scores = try outcome.scores.get()
    let content = Content(
      call: call.id.description, name: call.plan.names.zhHans, record: outcome.record, places: Self.places(scores),
      vetoed: scores.vetoed.map { Int($0.score.submission) })
    payload = try CanonicalJSON(parsing: Array(try json(content).utf8))
  }

  static func places(_ scores: RoundScores) -> [Place] {
    scores.ranking.placements.map { placement in
      Place(
        number: Int(placement.score.submission), place: placement.place, score: placement.score.score.text(),
        interval: placement.score.interval.map { [$0.lower.text(), $0.upper.text()] })
    }
  }

  /// What a check of a file found.
  public enum Verdict: Sendable, Equatable {
    /// The signature is good and the ranking is what the points come to; the places, for people.
    case good(key: String, lines: [String])
    /// The file was changed after it was signed, or is none.
    case tampered
    /// The signature is good, but the points come to something else.
    case different(number: Int)
  }

  /// Checks a file: its signature, with the key that it names, and its ranking, by working it out again.
  ///
  /// That the key is the portal's is for the reader to see: it is published at the address that the verdict tells.
  public static func check(_ file: [UInt8]) -> Verdict {
    guard let bundle = try? SignedBundle(file: file), case .intact(let key) = bundle.verdict(trusting: nil, of: nil) else {
      return .tampered
    }
    guard let text = try? bundle.payload.text(), let content = try? JSONDecoder().decode(Content.self, from: Data(text.utf8)),
      content.kind == "kepu.round", let scores = try? content.record.evaluate()
    else { return .tampered }
    let again = places(scores)
    if let wrong = zip(again, content.places).first(where: { $0 != $1 }) { return .different(number: wrong.1.number) }
    guard again.count == content.places.count, scores.vetoed.map({ Int($0.score.submission) }) == content.vetoed else {
      return .different(number: content.vetoed.first ?? 0)
    }
    let lines = again.map { place in
      "\(place.place)\tno. \(place.number)\t\(place.score)\t\(place.interval.map { "\($0[0])–\($0[1])" } ?? "-")"
    }
    return .good(key: key, lines: ["\(content.name) (\(content.call))"] + lines)
  }
}
