/// The table of permissions as a document: every route with who may come through it; written from the doors themselves.
public enum PermissionTable {
  /// The document, in Markdown.
  public static func markdown(_ doors: [DoorPlan.Door]) -> String {
    let header = "| Route | Everybody | Logged in | Token | " + Role.allCases.map(\.rawValue).joined(separator: " | ") + " |"
    let line = "|---|---|---|---|" + Role.allCases.map { _ in "---|" }.joined()
    let rows = doors.sorted { ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue) }.map { door in
      let (everyone, signedIn, action): (Bool, Bool, Action?) =
        switch door.access {
        case .everyone: (true, true, nil)
        case .signedIn: (false, true, nil)
        case .may(let action): (false, false, action)
        }
      let roles = Role.allCases.map { role in signedIn || action.map(role.actions.contains) == true ? "✓" : "" }
      return
        "| `\(door.method.rawValue) \(door.path)` | \(everyone ? "✓" : "") | \(signedIn ? "✓" : "") | \(everyone ? "✓" : door.scope?.rawValue ?? "") | \(roles.joined(separator: " | ")) |"
    }
    return """
      # Who may do what

      Every route with who may come through it, written by a test from the routes themselves. A role opens a route; what lies
      behind still asks whether the role reaches the place (the province, a region and all under it, a unit, a base). “Logged in”
      means that a page shows or changes only what is the person's own, or asks for a role where it is more than that. A token
      of the API comes through where its scope is named, and nowhere else; behind the door it may what its owner may.

      \(header)
      \(line)
      \(rows.joined(separator: "\n"))

      """
  }
}
