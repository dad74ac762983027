import Geo
import SQL

/// Finds published bases that are perhaps one: close together, with names that share most of their characters.
struct DuplicateFinder {
  /// Two bases that are perhaps one.
  struct Pair: Sendable, Equatable {
    let first: ID<Base>
    let second: ID<Base>
    let metres: Double
    /// Shared pairs of neighbouring characters over all of them, from 0 to 1 (Dice's coefficient).
    let likeness: Double
  }

  let snapshot: AtlasSnapshot
  let within: Double

  /// The pairs, the most alike first. Looks at the eight nearest neighbours of each base that has an exact enough position.
  func pairs(where isMine: (ID<Base>) -> Bool, limit: Int) -> [Pair] {
    var pairs: [Pair] = []
    for slot in snapshot.order {
      let pin = snapshot.pins[Int(slot)]
      guard isMine(pin.id), let here = pin.coordinate, pin.accuracy != .district else { continue }
      for neighbour in snapshot.nearest(9, to: here) where neighbour.id != pin.id && neighbour.distance <= within {
        guard pin.id.rawValue < neighbour.id.rawValue || !isMine(neighbour.id), let other = snapshot.slots[neighbour.id] else {
          continue
        }
        let likeness = Self.likeness(snapshot.labels[Int(slot)].name, snapshot.labels[Int(other)].name)
        if likeness >= 0.5 || neighbour.distance < 30 && likeness >= 0.3 {
          pairs.append(Pair(first: pin.id, second: neighbour.id, metres: neighbour.distance, likeness: likeness))
        }
      }
    }
    return Array(pairs.sorted { $0.likeness > $1.likeness }.prefix(limit))
  }

  /// How alike two names are.
  static func likeness(_ first: String, _ second: String) -> Double {
    func bigrams(_ text: String) -> [String: Int] {
      let characters = text.lowercased().filter { $0.isLetter || $0.isNumber }
      return zip(characters, characters.dropFirst()).reduce(into: [:]) { $0["\($1.0)\($1.1)", default: 0] += 1 }
    }
    let (left, right) = (bigrams(first), bigrams(second))
    let total = left.values.reduce(0, +) + right.values.reduce(0, +)
    guard total > 0 else { return first == second ? 1 : 0 }
    let shared = left.reduce(0) { $0 + min($1.value, right[$1.key] ?? 0) }
    return 2 * Double(shared) / Double(total)
  }
}
