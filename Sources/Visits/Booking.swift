import SQL

/// How a booking comes to its places (渠道): individuals, groups, schools, and those with a claim to concessions.
public enum Audience: String, Sendable, CaseIterable, Codable, Hashable, CodingKeyRepresentable {
  case individual, group, school, concession
}
