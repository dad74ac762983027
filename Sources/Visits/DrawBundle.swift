import Credentials
import Foundation

/// A draw as a signed file (抽签结果包): the closed list by numbers, all chance, and what each request got, so that anybody
/// can make the draw again with `kepu lottery verify FILE`.
///
/// Nobody is named in it. Who asked knows the own number.
public struct DrawBundle: Sendable {
  fileprivate static let kind = "kepu.draw"

  /// The content that is signed.
  public let payload: CanonicalJSON

  /// The file of a draw.
  public init(_ record: DrawRecord, _ result: DrawResult) {
    payload = [
      "kind": .string(Self.kind), "version": 1, "draw": .string(record.id), "name": .string(record.name),
      "commitment": .string(record.commitment.description), "listDigest": .string(record.listDigest.description),
      "secret": .string(record.secret.text), "publicValueName": .string(record.publicValueName),
      "publicValue": .string(record.publicValue), "list": record.list.json,
      "outcome": .array(result.outcomes.map(\.json)),
    ]
  }

  /// What a check of a file found.
  public enum Verdict: Sendable {
    /// Everything in it agrees: the draw comes to the same. With the address of the key that signed it.
    case good(key: String, DrawRecord, DrawResult)
    /// The file was changed after it was signed, or is none.
    case tampered
    /// The secret is not the one that was committed to.
    case otherSecret
    /// The list is not the one whose digest was shown.
    case otherList
    /// The draw comes to something else for this request; both as the file writes them.
    case different(number: Int, told: String, found: String)
  }

  /// Checks a file: its signature with the key that it names, the commitment, the list's digest, and every outcome, by
  /// drawing again.
  ///
  /// That the key is the portal's, and that commitment and digest are those that were shown in time, is for the reader to see.
  public static func check(_ file: [UInt8]) -> Verdict {
    guard let bundle = try? SignedBundle(file: file), case .intact(let key) = bundle.verdict(trusting: nil, of: nil),
      let record = try? DrawRecord(bundle.payload), let told = bundle.payload["outcome"]?.elements
    else { return .tampered }
    guard record.secret.commitment == record.commitment else { return .otherSecret }
    guard (try? record.list.digest) == record.listDigest else { return .otherList }
    let result = record.result()
    let found = result.outcomes
    guard told.count == found.count else { return .tampered }
    for (told, found) in zip(told, found) where told != found.json {
      return .different(number: found.number, told: (try? told.text()) ?? "", found: (try? found.json.text()) ?? "")
    }
    return .good(key: key, record, result)
  }
}

extension DrawRecord {
  /// Reads what the file of a draw holds, without believing it.
  init(_ payload: CanonicalJSON) throws(DrawFault) {
    guard payload["kind"]?.string == DrawBundle.kind, payload["version"]?.whole == 1, let id = payload["draw"]?.string,
      let name = payload["name"]?.string, let commitment = payload["commitment"]?.string.flatMap(DrawDigest.init),
      let digest = payload["listDigest"]?.string.flatMap(DrawDigest.init),
      let secret = payload["secret"]?.string.flatMap(DrawSecret.init), let valueName = payload["publicValueName"]?.string,
      let value = payload["publicValue"]?.string, let list = payload["list"]
    else { throw .malformed }
    self.init(
      id: id, name: name, list: try DrawList(list), commitment: commitment, listDigest: digest, secret: secret,
      publicValueName: valueName, publicValue: value)
  }
}

extension DrawResult.Outcome {
  /// The outcome as the file holds it; the lot is 16 hexadecimal digits, since a number of JSON holds only 53 bits.
  fileprivate var json: CanonicalJSON {
    [
      "number": .integer(Int64(number)), "lot": .string(Hexadecimal.text(lot)),
      "session": session.map { .integer(Int64($0)) } ?? .null, "pass": pass.map { .integer(Int64($0)) } ?? .null,
    ]
  }
}
