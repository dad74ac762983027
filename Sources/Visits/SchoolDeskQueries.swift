import People
import Places
import SQL

extension Reader {
  /// What a scope sees of schools' visits: those at its bases, and for a region also those of its schools.
  func schoolVisits(in scope: Scope, from first: Day, to last: Day) throws -> [SchoolVisit] {
    switch scope {
    case .base(let number): try schoolVisits(at: [ID(rawValue: number)], from: first, to: last)
    case .organization(let unit):
      try schoolVisits(at: bases(operator: unit).map(\.id), from: first, to: last)
    case .region(let code): try schoolVisits(underRegion: Scope.stem(code), from: first, to: last)
    case .province: try schoolVisits(underRegion: "", from: first, to: last)
    }
  }
}
